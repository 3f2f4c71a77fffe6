import { ProblemsError } from '../kernel/problems/problem.ts';
import type { DevelopmentConfig } from './access/config.ts';

/** @throws ProblemsError where a config that is to run in production has what is for development only */
export function refuseDevelopment({ development }: { readonly development: DevelopmentConfig }): void {
  if (!development.principal) return;
  const message =
    '`development.principal` lets every caller say who it is, so it is for `tollgate dev` and tests only. Take it out of the config that `tollgate serve` runs.';
  throw new ProblemsError('This config is for development.', [{ file: 'config', message }]);
}
