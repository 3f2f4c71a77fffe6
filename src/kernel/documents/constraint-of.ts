import { type InputValueDefinitionNode, Kind, type ValueNode } from 'graphql';

/** What `@constraint` asks of the values of an argument or input field; of a list it asks that of each item. */
export interface Constraint {
  readonly min?: number;
  readonly max?: number;
  /** Characters, as JSON Schema counts them: Unicode code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** In the syntax of RE2; may match anywhere in the text. */
  readonly pattern?: string;
  readonly format?: string;
}

/** Reads the `@constraint` of a definition in a schema that is valid. */
export function constraintOf(node: InputValueDefinitionNode | null | undefined): Constraint | undefined {
  const directive = node?.directives?.find(({ name }) => name.value === 'constraint');
  if (!directive) return undefined;
  return Object.fromEntries((directive.arguments ?? []).flatMap(({ name, value }) => member(name.value, value)));
}

function member(name: string, value: ValueNode): readonly [string, string | number][] {
  if (value.kind === Kind.STRING) return [[name, value.value]];
  return value.kind === Kind.INT || value.kind === Kind.FLOAT ? [[name, Number(value.value)]] : [];
}
