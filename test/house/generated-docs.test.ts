import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { generatedDocs } from '../../scripts/generated-docs.ts';
import { configSchema } from '../../src/config.ts';
import { catalogue } from '../../src/errors/catalogue.ts';

describe('docs/generated/errors.md', () => {
  const documented = new Set(
    [...readFileSync('docs/generated/errors.md', 'utf8').matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code),
  );

  test('lists every code of the catalogue', () => {
    expect([...catalogue.keys()].filter((code) => !documented.has(code))).toEqual([]);
  });

  test('lists no code that the catalogue does not have', () => {
    expect([...documented].filter((code) => !catalogue.has(code ?? ''))).toEqual([]);
  });
});

describe('the catalogue', () => {
  test('has every code that the source throws', () => {
    const thrown = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) =>
        [...readFileSync(`src/${file}`, 'utf8').matchAll(/code: '([A-Z][A-Z_]+)'/g)].map(([, code]) => code ?? ''),
      );
    expect(thrown.length).toBeGreaterThan(20);
    expect([...new Set(thrown)].filter((code) => !catalogue.has(code))).toEqual([]);
  });

  test.each([...catalogue.values()].map((entry) => [entry.code, entry] as const))(
    '%s says what it means, with a status for an error',
    (code, { httpStatus, description }) => {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      expect(httpStatus).toBeGreaterThanOrEqual(400);
      expect(description).toMatch(/^[A-Z].{20,}\.$/);
    },
  );
});

test('every config key is described', () => {
  const undescribed: string[] = [];
  const look = (schema: z.core.JSONSchema.BaseSchema, path: string): void => {
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      const option = value as z.core.JSONSchema.BaseSchema;
      if (!option.description) undescribed.push(`${path}${key}`);
      look(option, `${path}${key}.`);
      for (const inner of [option.additionalProperties, option.items])
        if (typeof inner === 'object') look(inner as typeof option, `${path}${key}.<>.`);
    }
  };
  look(z.toJSONSchema(configSchema, { unrepresentable: 'any', io: 'input' }), '');
  expect(undescribed).toEqual([]);
});

test.each([...generatedDocs().keys()])('docs/%s is what the code writes', (name) => {
  expect(readFileSync(`docs/${name}`, 'utf8')).toBe(generatedDocs().get(name));
});
