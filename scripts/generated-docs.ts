import { UsedFallbacks } from '../src/sources/fallback/used-fallbacks.ts';
import { z } from 'zod';
import { configSchema, readConfig } from '../src/config.ts';
import { catalogue } from '../src/errors/catalogue.ts';
import { Overload } from '../src/governance/overload/overload.ts';
import { pluginsOf } from '../src/kernel/path.ts';
import { contractSchema } from '../src/operations/build/contract-schema.ts';
import { Usage } from '../src/operations/usage/usage.ts';
import { limits } from '../src/errors/limits.ts';
import { type PathParts, requestPath } from '../src/request-path.ts';

const HEAD = '<!-- Written by `npm run docs`; `npm run check` compares. Change the code, not this file. -->\n\n';

/** The documents that are written from code, by file name below `docs/`. */
export function generatedDocs(): ReadonlyMap<string, string> {
  return new Map([
    ['generated/errors.md', HEAD + errorsDoc()],
    ['generated/limits.md', HEAD + limitsDoc()],
    ['generated/request-path.md', HEAD + requestPathDoc()],
    ['generated/config.md', HEAD + configDoc()],
    ['contract.schema.json', contractSchemaDoc()],
  ]);
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => `\`${text}\``;

function errorsDoc(): string {
  const rows = [...catalogue.values()].map(({ code: name, httpStatus, retryable, description }) => [
    code(name),
    String(httpStatus),
    retryable ? 'yes' : 'no',
    description,
  ]);
  return [
    '# Error codes',
    '',
    'Every error that leaves has one of these in `extensions.code`, or one that `errors.codes` of the config adds. The status is',
    'that of an answer without `data`; with `data` it is 200. `extensions.retryable` may say otherwise for one error, such as a',
    'write that must not be repeated.',
    '',
    table(['Code', 'Status', 'Retryable', 'What it means and what to do'], rows),
    '',
  ].join('\n');
}

function limitsDoc(): string {
  const rows = Object.values(limits).map(({ key, code: name, httpStatus, what, default: most, remedy }) => [
    what,
    code(typeof most === 'number' ? String(most) : `'${most}'`),
    code(key),
    code(name),
    String(httpStatus),
    remedy,
  ]);
  return [
    '# Limits',
    '',
    'What one request may have at most, in the order in which it is judged: the first limit that is passed is the one error of the',
    'answer. [How they work](../limits.md).',
    '',
    table(['What', 'Most', 'Key', 'Code', 'Status', 'What to do'], rows),
    '',
  ].join('\n');
}

/** What the path is made of, but nothing that could be read. */
function neverRead(): PathParts {
  const never = (): never => {
    throw new Error('The document describes the path without running it.');
  };
  const clock = { now: never, elapsed: never, after: never };
  const reloads = { reload: never, problem: never };
  const facts = { version: '', startedAt: '', generation: never, checks: never, errors: never, clock, reloads };
  const config = readConfig({ schema: 'none' });
  const signals = { emit: never };
  return {
    config,
    dev: false,
    mode: 'safelist',
    graph: never,
    limits: { ofText: never, ofDocument: never },
    registry: never,
    facts,
    planner: never,
    sources: never,
    fallbacks: { used: new UsedFallbacks() },
    budgets: { reserve: never, close: never },
    apq: { get: never, set: never, delete: never, close: never },
    usage: new Usage({ file: undefined, clock, signals }),
    flags: { serving: never, latest: never, fit: never, refresh: never, problems: never, start: never, close: never },
    clock,
    signals,
    overload: new Overload({ config: config.overload, clock, signals }),
    logger: {
      log: { debug: never, info: never, warn: never, error: never },
      line: never,
      writes: never,
      open: never,
      dropped: never,
      close: never,
    },
    recorder: null,
    objectives: { record: never, standing: never, missed: never, size: 0 },
    metrics: { observe: {}, start: never, text: never, close: never },
  };
}

/** The list itself is the source: it is built here from parts that are never read. */
function requestPathDoc(): string {
  const positions = requestPath(neverRead());
  const rows: string[][] = [];
  let step = 0;
  for (const position of positions) {
    if (position.kind === 'plugin') rows.push([String(++step), code(position.plugin.name), position.reason]);
    else
      rows.push([
        '',
        `**left \`${position.stage}\`**`,
        `your plugins of \`plugins.${position.stage}\` have run just before`,
      ]);
  }
  return [
    '# The way of a request',
    '',
    'The steps in their order, from `src/request-path.ts`. The first refusal ends the way. After `governed` Apollo Server is',
    'entered once, and what it answers is the end of the stage `executed`.',
    '',
    table(['', 'Plugin', 'Why here'], rows),
    '',
  ].join('\n');
}

function contractSchemaDoc(): string {
  const sections = pluginsOf(requestPath(neverRead())).flatMap(({ contract }) => contract ?? []);
  const { $schema, ...schema } = z.toJSONSchema(contractSchema(sections), { unrepresentable: 'any' });
  const title = 'What the build knows of a registered operation';
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}

type Schema = z.core.JSONSchema.BaseSchema;

function configDoc(): string {
  const schema = z.toJSONSchema(configSchema, { unrepresentable: 'any', io: 'input' });
  return [
    '# Config',
    '',
    'The keys of `tollgate.config.ts` (or `.yaml`, `.json`). A key that is not here is refused. Durations are texts such as',
    "`'2s'`, sizes such as `'1MiB'`.",
    '',
    table(['Key', 'Type', 'Default', 'What it does'], optionsOf(schema, '')),
    '',
  ].join('\n');
}

function optionsOf(schema: Schema, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const option = value as Schema;
    const path = `${prefix}${key}`;
    const row = [code(path), typeOf(option), defaultOf(option), option.description ?? ''];
    const items = option.items as Schema | undefined;
    const inner = option.properties
      ? optionsOf(option, `${path}.`)
      : typeof option.additionalProperties === 'object'
        ? optionsOf(option.additionalProperties as Schema, `${path}.<name>.`)
        : items?.properties
          ? optionsOf(items, `${path}[].`)
          : [];
    return [row, ...inner];
  });
}

function typeOf(option: Schema): string {
  if (option.enum) return option.enum.map((one) => code(JSON.stringify(one))).join(', ');
  if (option.anyOf) return option.anyOf.map((one) => typeOf(one as Schema)).join(' or ');
  if (option.type === 'array') return `list of ${typeOf(option.items as Schema)}`;
  if (option.type === 'object') return option.properties ? 'section' : 'by name';
  return typeof option.type === 'string' ? option.type : 'code';
}

function defaultOf(option: Schema): string {
  const { default: value } = option;
  if (value === undefined || (typeof value === 'object' && !Array.isArray(value))) return '';
  return code(JSON.stringify(value));
}
