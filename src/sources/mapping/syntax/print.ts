import type { Body, Item, Mapping, Root, Step, Value } from './ast.ts';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The canonical text of a mapping: one line, one blank between selections, texts in double quotes. */
export function printMapping({ body }: Mapping): string {
  return printBody(body);
}

function printBody(body: Body): string {
  return body.kind === 'fields' ? body.items.map(printItem).join(' ') : printValue(body);
}

function printItem(item: Item): string {
  if (item.kind === 'spread') return `${item.dots ? '... ' : ''}${printValue(item.value)}`;
  return item.aliased ? `${key(item.name)}: ${printValue(item.value)}` : printValue(item.value);
}

function printValue(value: Value): string {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'number' ? decimal(value.value) : literal(value.value);
    case 'array':
      return `[${value.items.map(printValue).join(', ')}]`;
    case 'object':
      return printObject(value.body);
    case 'chain':
      return value.operands.map(printValue).join(` ${value.operator} `);
    case 'path': {
      const steps = value.steps.map((step, index) => printStep(step, index, value.root));
      return `${printRoot(value.root, value.steps[0])}${steps.join('')}`;
    }
  }
}

/** With commas: they are needed before v0.4 and allowed after. */
function printObject(body: Body): string {
  if (body.kind !== 'fields') return `{ ${printValue(body)} }`;
  return body.items.length === 0 ? '{}' : `{ ${body.items.map(printItem).join(', ')} }`;
}

function printRoot(root: Root, next: Step | undefined): string {
  switch (root.kind) {
    case 'key':
      return key(root.key);
    case 'dollar':
      return '$';
    case 'at':
      return '@';
    case 'variable':
      return root.name;
    case 'expression':
      if (!root.bare) return `$(${printValue(root.value)})`;
      // In `5.key` the dot would belong to the number.
      return printValue(root.value) + (next?.kind === 'key' && isWhole(root.value) ? '.0' : '');
    case 'group':
      return '';
  }
}

const isWhole = (value: Value): boolean => value.kind === 'literal' && Number.isInteger(value.value);

function printStep(step: Step, index: number, root: Root): string {
  switch (step.kind) {
    case 'key':
      return `.${key(step.key)}`;
    case 'method':
      return `->${step.name}${step.args ? `(${step.args.map(printValue).join(', ')})` : ''}`;
    case 'optional':
      return '?';
    case 'block': {
      const body = printBody(step.body);
      return `${index === 0 && root.kind === 'group' ? '' : ' '}${body ? `{ ${body} }` : '{ }'}`;
    }
  }
}

const key = (name: string): string => (IDENTIFIER.test(name) ? name : literal(name));

/** Only `\n` and a backslash before what it protects exist; every other character stands as it is. */
function literal(value: string | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  return `"${value.replace(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}

/** The language has no exponents. */
function decimal(value: number): string {
  const text = String(value);
  const [mantissa = '', exponent] = text.split('e');
  if (exponent === undefined) return text;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = Number(exponent);
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(shift, '0')}`;
}
