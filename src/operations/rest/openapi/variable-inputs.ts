import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { z } from 'zod';
import { type Constraint, constraintOf } from '../../../kernel/documents/constraint-of.ts';
import type { Contract } from '../../../kernel/ports/registry.ts';

/** What the graph says of the places that a variable is put into. */
export interface VariableFacts {
  /** Of the first that says something. */
  readonly description: string | undefined;
  /** All of them hold. */
  readonly constraints: readonly Constraint[];
}

const ranged = z.object({
  ranges: z.array(z.object({ variable: z.string(), min: z.number().exactOptional(), max: z.number().exactOptional() })),
});
type Ranges = z.output<typeof ranged>['ranges'];

/** Between which values variables stay, as the contract says. */
export const rangesIn = ({ cost }: Contract): Ranges => ranged.safeParse(cost).data?.ranges ?? [];

/** What the graph says of the arguments and input fields that take each variable, and what its range is. */
export function variableFacts(
  document: DocumentNode,
  schema: GraphQLSchema,
  ranges: Ranges,
): (name: string) => VariableFacts {
  const inputs = inputsOf(document, schema);
  return (name) => {
    const taking = [...(inputs.get(name) ?? [])];
    return {
      description: taking.find(({ description }) => description)?.description ?? undefined,
      constraints: [
        ...taking.flatMap(({ astNode }) => constraintOf(astNode) ?? []),
        // The range of a list is how many items it has, and not of what.
        ...ranges.filter(
          ({ variable }) => variable === name && !taking.some(({ type }) => isListType(getNullableType(type))),
        ),
      ],
    };
  };
}

type Input = GraphQLArgument | GraphQLInputField;

function inputsOf(document: DocumentNode, schema: GraphQLSchema): ReadonlyMap<string, ReadonlySet<Input>> {
  const found = new Map<string, Set<Input>>();
  const types = new TypeInfo(schema);
  /** Those that we are inside of, the innermost last. */
  const inside: (Input | null | undefined)[] = [];
  const leave = (): void => void inside.pop();
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: () => false,
      Argument: { enter: () => void inside.push(types.getArgument()), leave },
      ObjectField: {
        enter({ name }) {
          const type = types.getParentInputType();
          const object = type && getNamedType(type);
          inside.push(isInputObjectType(object) ? object.getFields()[name.value] : undefined);
        },
        leave,
      },
      Variable({ name }) {
        const input = inside.at(-1);
        if (input) found.set(name.value, (found.get(name.value) ?? new Set()).add(input));
      },
    }),
  );
  return found;
}
