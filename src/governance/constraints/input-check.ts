import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql';
import { type Constraint, constraintOf } from '../../kernel/documents/constraint-of.ts';
import { type ValueCheck, valueCheck } from './value-check.ts';

/** Tells what is wrong with a value that has been coerced, each with where: `$input.email`. */
export type InputCheck = (value: unknown, where: string, tell: Tell) => void;
type Tell = (where: string, words: string) => void;

/** Makes the checks of input types. */
export class InputChecks {
  readonly #ofMembers = new Map<GraphQLInputObjectType, readonly (readonly [string, InputCheck])[]>();

  /** The check of a value of a type; `undefined` where nothing is asked of it. */
  of(type: GraphQLInputType, constraint: Constraint | undefined): InputCheck | undefined {
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      const check = this.of(nullable.ofType, constraint);
      return check && ofItems(check);
    }
    if (isInputObjectType(nullable)) return isConstrained(nullable, new Set()) ? this.#ofObject(nullable) : undefined;
    return constraint && ofValue(valueCheck(constraint));
  }

  #ofObject(type: GraphQLInputObjectType): InputCheck {
    return (value, where, tell) => {
      if (typeof value !== 'object' || value === null) return;
      const given = value as Readonly<Record<string, unknown>>;
      for (const [name, check] of this.#membersOf(type)) {
        if (Object.hasOwn(given, name)) check(given[name], `${where}.${name}`, tell);
      }
    };
  }

  /** Made when the first value comes, and not before: a type may have a member of its own type. */
  #membersOf(type: GraphQLInputObjectType): readonly (readonly [string, InputCheck])[] {
    const known = this.#ofMembers.get(type);
    if (known) return known;
    const members = Object.values(type.getFields()).flatMap((field) => {
      const check = this.of(field.type, constraintOf(field.astNode));
      return check ? [[field.name, check] as const] : [];
    });
    this.#ofMembers.set(type, members);
    return members;
  }
}

/** Whether any constraint stands below a type. */
function isConstrained(type: GraphQLInputObjectType, seen: Set<GraphQLInputObjectType>): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  return Object.values(type.getFields()).some((field) => {
    const named = getNamedType(field.type);
    return constraintOf(field.astNode) !== undefined || (isInputObjectType(named) && isConstrained(named, seen));
  });
}

const ofValue =
  (check: ValueCheck): InputCheck =>
  (value, where, tell) => {
    const words = check(value);
    if (words !== undefined) tell(where, words);
  };

const ofItems =
  (check: InputCheck): InputCheck =>
  (value, where, tell) => {
    if (!Array.isArray(value)) return check(value, where, tell);
    for (const [index, item] of value.entries()) check(item, `${where}[${index}]`, tell);
  };
