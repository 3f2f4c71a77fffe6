import { didYouMean } from '../../kernel/problems/nearest.ts';
import { type Problem, ProblemsError } from '../../kernel/problems/problem.ts';
import type { Faults } from '../source.ts';
import { faulty } from './faulty.ts';
import { type Fault, parseFault } from './parse-fault.ts';

/** Faults as they are written. @throws ProblemsError naming each that is none */
export function createFaults(texts: readonly string[]): Faults {
  const problems: Problem[] = [];
  const faults = texts.flatMap((text): Fault[] => {
    try {
      return [parseFault(text)];
    } catch (error) {
      problems.push({ file: 'fault', message: error instanceof Error ? error.message : String(error) });
      return [];
    }
  });
  refuse(problems);
  return {
    check: (known) =>
      refuse(
        faults
          .filter(({ source }) => !known.includes(source))
          .map(({ source }) => ({
            file: 'fault',
            message: `There is no source "${source}".${didYouMean(source, known)} Sources: ${known.join(', ')}.`,
          })),
      ),
    wrap: (source, pool) => {
      const own = faults.filter((fault) => fault.source === source);
      return own.length > 0 ? pool.compose(own.map(faulty)) : pool;
    },
  };
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemsError('The faults cannot be injected.', problems);
}
