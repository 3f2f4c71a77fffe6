import type { Rule, Rules } from '../../kernel/access/rules.ts';
import type { AccessConfig, Judged } from './config.ts';

/** The rules that do not hold for whoever asks; each policy is asked at most once. */
export function unmetRules(rules: Rules, exchange: Judged, policies: AccessConfig['policies']): Rules {
  const { principal } = exchange;
  const answers = new Map<string, boolean>();
  const fulfils = (name: string): boolean => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    const said: unknown = policies[name]?.(principal, exchange);
    // A promise is no yes; nobody waits for it, so one that rejects would end the process.
    if (said instanceof Promise) said.catch(() => {});
    answers.set(name, said === true);
    return said === true;
  };
  const holds = (rule: Rule): boolean => {
    switch (rule.is) {
      case 'authenticated':
        return principal.id !== null;
      case 'scopes':
        return rule.alternatives.some((all) => all.every((scope) => principal.scopes.has(scope)));
      case 'policies':
        return rule.alternatives.some((all) => all.every(fulfils));
    }
  };
  const unmet = new Set<Rule>();
  for (const rule of rules) if (!holds(rule)) unmet.add(rule);
  return unmet;
}
