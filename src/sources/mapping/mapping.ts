import type { Problem } from '../../kernel/problems/problem.ts';
import { checkMapping, type Finding, type Place } from './check.ts';
import type { Position } from './position.ts';
import type { Grammar, Mapping } from './syntax/ast.ts';
import { parseMapping } from './syntax/parser.ts';
import { MappingSyntaxError } from './syntax/syntax-error.ts';

export { outputShape, type ObjectShape, type Shape } from './analysis/shape.ts';
export { pruneMapping, type Wanted } from './analysis/prune.ts';
export { usesOf, type Use } from './analysis/uses.ts';
export { METHODS } from './methods/methods.ts';
export { positionsIn } from './position.ts';
export { compileMapping } from './run/compile.ts';
export type { Json, JsonObject } from './run/json.ts';
export type { Variables } from './run/run.ts';
export { printMapping } from './syntax/print.ts';
export { MappingSyntaxError, parseMapping };
export type { Grammar, Mapping, Place, Position };

/** A mapping that stands in a schema, with what there is to say about it. */
export interface LoadedMapping {
  /** Left out when its text does not follow the grammar. */
  readonly mapping?: Mapping;
  readonly findings: readonly LoadedFinding[];
}

export interface LoadedFinding extends Problem {
  readonly kind: Finding['kind'] | 'syntax';
}

/** Where a mapping stands: what it may use, and how its offsets become places in the file. */
export interface MappingSite extends Place {
  readonly grammar: Grammar;
  readonly position: (offset: number) => Position;
}

/** Reads and checks one mapping. Which findings stop the load is for the caller to say: only `syntax` leaves no mapping. */
export function loadMapping(text: string, { grammar, position, ...place }: MappingSite): LoadedMapping {
  try {
    const mapping = parseMapping(text, grammar);
    const findings = checkMapping(mapping, place).map(({ kind, message, start }) => ({
      ...position(start),
      kind,
      message,
    }));
    return { mapping, findings };
  } catch (error) {
    if (!(error instanceof MappingSyntaxError)) throw error;
    return { findings: [{ ...position(error.start), kind: 'syntax', message: error.message }] };
  }
}

/** The grammar of a connect version as `@link` names it (`v0.3`); unknown later ones are read as the newest. */
export function grammarOf(version: string): Grammar {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) === 0 && Number(minor) < 4 ? 'v0.3' : 'v0.4';
}
