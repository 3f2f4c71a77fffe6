import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { documentRules } from '../../kernel/access/document-rules.ts';
import { type Alternatives, allOf, type Rule } from '../../kernel/access/rules.ts';
import type { ContractSection, RegisteredOperation } from '../../kernel/plugin.ts';
import type { Contract } from '../../kernel/ports/registry.ts';

const alternatives = z.array(z.array(z.string()));

const ONLY = 'Only callers';
const GET = 'get all of it';

/** What whoever sends an operation must have or be, so that none of its fields is closed. */
export const accessSections: readonly ContractSection[] = [
  {
    key: 'authenticated',
    schema: z.boolean().describe('Whether some of its fields are for authenticated callers only.'),
    derive: ({ document }, { schema }) =>
      rulesOf(document, schema).some(({ is }) => is === 'authenticated') ? true : undefined,
    diff(now, before) {
      const [here, there] = [now['authenticated'] === true, before?.['authenticated'] === true];
      if (here === there) return [];
      return [here ? `${ONLY} who are signed in ${GET}.` : `Callers need not be signed in any more to ${GET}.`];
    },
  },
  listed('scopes', 'The scopes without which some of its fields are closed: all those of one of the lists are enough.'),
  listed(
    'policies',
    'The policies without which some of its fields are closed: all those of one of the lists are enough.',
  ),
];

function listed(key: 'scopes' | 'policies', description: string): ContractSection {
  return {
    key,
    schema: alternatives.describe(description),
    derive({ document }, { schema }) {
      const lists = rulesOf(document, schema).flatMap((rule) => (rule.is === key ? [rule.alternatives] : []));
      return lists.length > 0 ? allOf(lists).map((all) => [...all]) : undefined;
    },
    diff(now, before) {
      const [here, there] = [textOf(now[key]), before ? textOf(before[key]) : null];
      if (here === there) return [];
      if (here === null) return [`Callers need no ${key} any more to ${GET}.`];
      return [`${ONLY} with the ${key} ${here} ${GET}${there === null ? '' : `; before, with ${there}`}.`];
    },
  };
}

function rulesOf(document: RegisteredOperation['document'], schema: GraphQLSchema): readonly Rule[] {
  return [...new Set([...documentRules(document, schema).values()].flatMap((rules) => [...rules]))];
}

/** `a` and `b`, or `c`; `null` where nothing is needed. */
function textOf(section: Contract[string] | undefined): string | null {
  const { data } = alternatives.safeParse(section);
  return data ? words(data) : null;
}

const words = (lists: Alternatives): string =>
  lists.map((all) => all.map((name) => `\`${name}\``).join(' and ')).join(', or ');
