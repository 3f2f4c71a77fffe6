import type { Signals } from '../ports/signals.ts';
import { describeProblem, type Finding } from './problem.ts';

/** Reports what keeps nothing from running. */
export function tellFindings(findings: readonly Finding[], signals: Signals): void {
  for (const { severity, ...problem } of findings) {
    const level = severity === 'note' ? 'info' : 'warn';
    signals.emit({ level, name: `schema.${severity}`, message: describeProblem(problem) });
  }
}
