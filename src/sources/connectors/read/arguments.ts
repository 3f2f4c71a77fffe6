import { Kind, type ASTNode, type ConstArgumentNode, type ConstObjectFieldNode, type ConstValueNode } from 'graphql';
import { didYouMean } from '../../../kernel/problems/nearest.ts';
import type { Position } from '../../mapping/mapping.ts';
import type { Findings } from '../checks/finding.ts';
import { positionOf, textOf, type Text } from './text.ts';

/**
 * The arguments of a directive or the fields of an input object, by name. graphql-js checks the values of directives in
 * queries only, so a schema may hold any; what has the wrong kind is told and counts as left out.
 */
export class Arguments {
  readonly at: Position;
  readonly #name: string;
  readonly #values: ReadonlyMap<string, ConstValueNode>;
  readonly #findings: Findings;

  constructor(
    owner: ASTNode,
    name: string,
    fields: readonly (ConstArgumentNode | ConstObjectFieldNode)[],
    known: readonly string[],
    findings: Findings,
  ) {
    this.at = positionOf(owner);
    this.#name = name;
    this.#findings = findings;
    this.#values = new Map(fields.map((field) => [field.name.value, field.value]));
    for (const field of fields) {
      const written = field.name.value;
      if (known.includes(written)) continue;
      const message = `${name} has no "${written}".${didYouMean(written, known)} It takes ${known.join(', ')}.`;
      findings.error('GRAPH_QL_ERROR', positionOf(field), message);
    }
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** Null is the same as left out. */
  value(name: string): ConstValueNode | undefined {
    const value = this.#values.get(name);
    return value?.kind === Kind.NULL ? undefined : value;
  }

  place(name: string): Position {
    const value = this.value(name);
    return value ? positionOf(value) : this.at;
  }

  text(name: string): Text | undefined {
    const value = this.value(name);
    if (!value) return undefined;
    return value.kind === Kind.STRING ? textOf(value) : this.#wrong(name, value, 'a text in quotes');
  }

  boolean(name: string): boolean | undefined {
    const value = this.value(name);
    if (!value) return undefined;
    return value.kind === Kind.BOOLEAN ? value.value : this.#wrong(name, value, 'true or false');
  }

  integer(name: string): number | undefined {
    const value = this.value(name);
    if (!value) return undefined;
    return value.kind === Kind.INT ? Number(value.value) : this.#wrong(name, value, 'a whole number');
  }

  object(name: string, known: readonly string[]): Arguments | undefined {
    const value = this.value(name);
    if (!value) return undefined;
    if (value.kind !== Kind.OBJECT) return this.#wrong(name, value, `an object of ${known.join(', ')}`);
    return new Arguments(value, `"${name}"`, value.fields, known, this.#findings);
  }

  /** One object counts as a list of one, as everywhere in GraphQL. */
  objects(name: string, known: readonly string[]): readonly Arguments[] {
    const value = this.value(name);
    if (!value) return [];
    return (value.kind === Kind.LIST ? value.values : [value]).flatMap((one) => {
      if (one.kind === Kind.OBJECT) return [new Arguments(one, `"${name}"`, one.fields, known, this.#findings)];
      this.#wrong(name, one, `objects of ${known.join(', ')}`);
      return [];
    });
  }

  #wrong(name: string, value: ConstValueNode, wanted: string): undefined {
    const message = `"${name}" of ${this.#name} must be ${wanted}.`;
    return this.#findings.error('GRAPH_QL_ERROR', positionOf(value), message);
  }
}
