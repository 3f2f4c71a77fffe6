import { expect, test } from 'vitest';
import { describeProblem } from '../../src/kernel/problems/problem.ts';
import { read } from './connectors.ts';

export const SOURCE = 'extend schema @source(name: "api", http: { baseURL: "https://api.example.com/v1" })';

/** A field of Query that gives a User; the directive stands on line 3. */
export const query = (connect: string, args = '(id: ID!)', returns = 'User'): string => `${SOURCE}
type Query { user${args}: ${returns}
  @connect(${connect}) }
type User { id: ID! name: String }`;

/** A `@source` on line 2. */
export const source = (written: string): string => `extend schema
  @source(${written})
type Query { user: User @connect(source: "api", http: { GET: "/me" }, selection: "id name") }
type User { id: ID! name: String }`;

/** A connector on the type User, on line 3. */
export const onType = (connect: string): string => `${SOURCE}
type User
  @connect(source: "api", ${connect}) { id: ID! name: String owner: Owner }
type Owner { id: ID! }
type Query { users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id") }`;

export const NAMES = 'selection: "id name"';

/** What is wrong, the schema that has it, and all that is said of it. */
export type Wrong = readonly (readonly [what: string, sdl: string, ...told: string[]])[];

export function eachIsTold(wrong: Wrong): void {
  test.each(wrong.map(([what, ...rest]) => [what, rest] as const))('%s', (_, [sdl = '', ...told]) => {
    const { findings, connectors } = read(sdl);
    expect(findings.map((one) => `${one.severity} ${describeProblem(one)}`)).toEqual(told);
    expect(connectors.length > 0).toBe(findings.every(({ severity }) => severity === 'warning'));
  });
}
