import { documentRules } from '../../kernel/access/document-rules.ts';
import type { Rules } from '../../kernel/access/rules.ts';
import type { Governed } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import { accessGate } from './access-gate.ts';
import { accessSections } from './access-sections.ts';
import { checkPolicies } from './check-policies.ts';
import type { AccessConfig, Judged } from './config.ts';
import { refused, unauthenticated } from './refusals.ts';
import { unmetRules } from './unmet-rules.ts';

/** The rules of an operation, gathered once. */
interface Needs {
  readonly byField: ReadonlyMap<string, Rules>;
  readonly all: Rules;
}

type Added = Pick<Governed, 'closedFields'>;

/** Closes the fields that the schema keeps from whoever asks, before anything is fetched for them. */
export function access(config: AccessConfig, graph: () => Graph): Plugin<Judged, Added> {
  const known = new WeakMap<object, Needs>();
  const needsOf = ({ document }: Governed['operation']): Needs => {
    const found = known.get(document) ?? gathered(documentRules(document, graph().schema));
    known.set(document, found);
    return found;
  };
  return {
    name: 'access',
    graph: { public: { check: (schema) => checkPolicies(schema, config.policies), gate: accessGate } },
    contract: accessSections,
    run(exchange) {
      const { principal, operation } = exchange;
      if (config.requireAuthentication && principal.id === null) throw unauthenticated();
      const { byField, all } = needsOf(operation);
      if (all.size === 0) return OPEN;
      const unmet = unmetRules(all, exchange, config.policies);
      if (unmet.size === 0) return OPEN;
      const closedFields = closedBy(byField, unmet);
      if (config.rejectUnauthorized) throw refused(closedFields, principal);
      return { closedFields };
    },
  };
}

const OPEN: Added = { closedFields: new Set() };

const gathered = (byField: Needs['byField']): Needs => ({
  byField,
  all: new Set([...byField.values()].flatMap((rules) => [...rules])),
});

function closedBy(byField: Needs['byField'], unmet: Rules): ReadonlySet<string> {
  const closed = new Set<string>();
  for (const [coordinate, rules] of byField) if ([...rules].some((rule) => unmet.has(rule))) closed.add(coordinate);
  return closed;
}
