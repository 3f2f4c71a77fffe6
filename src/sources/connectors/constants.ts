import type { NoteProblem } from './compile-expression.ts';
import { usesOf, type JsonObject, type Mapping } from '../mapping/mapping.ts';

/** What is known when a connector is compiled, and the same in all its calls. */
export interface Constants {
  readonly source: string;
  readonly $config: JsonObject;
  readonly $env: JsonObject;
  /** Told of the problems that the connector's mappings meet; left out where nobody listens. */
  readonly note?: NoteProblem;
}

const NAMES: ReadonlySet<string> = new Set(['$config', '$env']);

export const isConstantName = (variable: string): boolean => NAMES.has(variable);

/** Whether a mapping in a request can be computed at the start. */
export const isConstant = (mapping: Mapping): boolean =>
  usesOf(mapping).every(({ variable }) => isConstantName(variable));
