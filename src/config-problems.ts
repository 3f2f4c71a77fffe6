import { z } from 'zod';
import { didYouMean } from './kernel/problems/nearest.ts';
import type { Problem } from './kernel/problems/problem.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What is wrong with a config, each with its path, the value that stands there and what would be legal. */
export function configProblems(
  schema: z.ZodType,
  { issues }: z.ZodError,
  input: unknown,
  file: string,
): readonly Problem[] {
  const described = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  return issues.flatMap((issue) => {
    const at = (message: string): Problem => ({ file, message });
    if (issue.code === 'unrecognized_keys') {
      const legal = legalKeys(described, issue.path);
      return issue.keys.map((key) =>
        at(
          `${pathText([...issue.path, key])} is no option (its value: ${shown(valueAt(input, [...issue.path, key]))}).${didYouMean(key, legal)} Legal here: ${legal.join(', ')}.`,
        ),
      );
    }
    // What stands under a wrong name may be a secret.
    if (issue.code === 'invalid_key')
      return [at(`${pathText(issue.path)}: ${plain(issue.issues[0]?.message ?? issue.message)}.`)];
    const value = valueAt(input, issue.path);
    const found = value === undefined ? 'it is missing' : `found ${shown(value)}`;
    return [at(`${pathText(issue.path)}: ${plain(issue.message)}; ${found}.`)];
  });
}

const plain = (message: string): string => message.replace(/^Invalid (input|option|string): /, '').replace(/\.$/, '');

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the config' : path.map(String).join('.');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

/** A value in few characters; secrets are not expected in a config, but long texts might be. */
function shown(value: unknown): string {
  const text = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function legalKeys(schema: JsonSchema, path: readonly PropertyKey[]): readonly string[] {
  const node = path.reduce<JsonSchema | undefined>((at, key) => step(at, String(key)), schema);
  return Object.keys(node?.properties ?? {});
}

function step(node: JsonSchema | undefined, key: string): JsonSchema | undefined {
  const next =
    node?.properties?.[key] ?? node?.additionalProperties ?? (Array.isArray(node?.items) ? undefined : node?.items);
  return typeof next === 'object' ? (next as JsonSchema) : undefined;
}
