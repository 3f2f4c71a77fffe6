import { GatewayError, Refusal } from '../../../errors/gateway-error.ts';
import type { VariableRange } from '../../../kernel/documents/promises.ts';
import type { Governed, Resolved } from '../../../kernel/exchange.ts';
import type { Plugin } from '../../../kernel/plugin.ts';
import type { Contract, Registered } from '../../../kernel/ports/registry.ts';
import { costIn } from '../cost-section.ts';
import { valueAt } from '../formula/value-at.ts';

type Needs = Resolved & Pick<Governed, 'variables'> & { readonly registered: Registered | null };

/** Refuses values outside of the ranges that a contract promises: its maximum holds only within them. */
export function ranges(): Plugin<Needs> {
  const known = new WeakMap<Contract, readonly VariableRange[]>();
  const rangesOf = (contract: Contract): readonly VariableRange[] => {
    const found = known.get(contract) ?? costIn(contract)?.ranges ?? [];
    known.set(contract, found);
    return found;
  };
  return {
    name: 'ranges',
    run({ registered, variables }) {
      if (!registered) return;
      const outside = rangesOf(registered.contract).flatMap((range) => {
        const message = mistakeIn(range, variables);
        return message === undefined
          ? []
          : new GatewayError(message, { code: 'BAD_USER_INPUT', variable: range.variable });
      });
      if (outside.length > 0) throw new Refusal(outside);
    },
  };
}

function mistakeIn(range: VariableRange, variables: Needs['variables']): string | undefined {
  const value = valueAt(variables, range.variable);
  const isList = Array.isArray(value);
  const number = isList ? value.length : typeof value === 'bigint' ? Number(value) : value;
  if (number === undefined || number === null) return undefined;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range;
  if (typeof number === 'number' && number >= min && number <= max) return undefined;
  const wanted = rangeText(range);
  if (isList) return `$${range.variable} must have ${wanted} items; it has ${number}.`;
  return `$${range.variable} must be ${wanted}; it is ${typeof number === 'number' ? number : 'no number'}.`;
}

function rangeText({ min, max }: VariableRange): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
}
