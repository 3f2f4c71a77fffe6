import { lastBlock, ownName } from './ast.ts';
import type { Body, Fields, Grammar, Item, Literal, Mapping, Path, Root, Step, Value } from './ast.ts';
import { Cursor } from './cursor.ts';
import { MappingSyntaxError } from './syntax-error.ts';

/**
 * Reads a mapping by the grammar of the linked connect version.
 *
 * @throws MappingSyntaxError and nothing else, whatever the text.
 */
export function parseMapping(text: string, grammar: Grammar): Mapping {
  const cursor = new Cursor(text, grammar);
  if (grammar === 'v0.3' || cursor.atAlias) return { grammar, body: wholeBody(cursor) };
  // From v0.4 the whole may be one expression. Only the end of the text tells, so both readings are tried; the mistake
  // that is told is that of the reading which came further.
  const asExpression = attempt(() => wholeExpression(cursor));
  if (!(asExpression instanceof MappingSyntaxError)) return { grammar, body: asExpression };
  cursor.restart();
  const asList = attempt(() => wholeBody(cursor));
  if (!(asList instanceof MappingSyntaxError)) return { grammar, body: asList };
  throw asExpression.start > asList.start ? asExpression : asList;
}

function attempt<T>(parse: () => T): T | MappingSyntaxError {
  try {
    return parse();
  } catch (error) {
    if (error instanceof MappingSyntaxError) return error;
    throw error;
  }
}

function wholeBody(cursor: Cursor): Body {
  const body = bodyUntil(cursor, 'end', 'selection');
  if (cursor.token.kind !== 'end') cursor.fail('expected a key, a path or the end');
  return body;
}

/** A path is left to the other reading, where `name` is an object with one key and siblings may follow. */
function wholeExpression(cursor: Cursor): Value {
  const first = cursor.token;
  const value = expression(cursor);
  const isWhole = cursor.token.kind === 'end';
  if (value.kind === 'path' && (value.root.kind === 'key' || !isWhole)) cursor.fail('expected an expression', first);
  if (!isWhole) cursor.fail('expected the end');
  return value;
}

/** Whether a text is a key or a value, and whether `name: { … }` reads anew or goes on as an object. */
type Place = 'selection' | 'expression';

/** What stands in `{ … }` or at the top, up to the closing sign, which is left. */
function bodyUntil(cursor: Cursor, closing: '}' | 'end', place: Place): Body {
  const { start } = cursor.token;
  const closed = (): boolean => cursor.token.kind === 'end' || (closing === '}' && cursor.is('}'));
  const found: Item[] = [];
  const anonymous: Path[] = [];
  let separator: 'commas' | 'blanks' | undefined;
  while (!closed()) {
    const one = item(cursor, place);
    if (one.kind === 'path') anonymous.push(one);
    else found.push(one);
    if (!closed()) separator = separated(cursor, separator);
  }
  return bodyOf(cursor, found, anonymous, { start, end: cursor.end });
}

function bodyOf(
  cursor: Cursor,
  named: readonly Item[],
  anonymous: readonly Path[],
  { start, end }: { start: number; end: number },
): Body {
  const [only] = anonymous;
  if (only && named.length === 0 && anonymous.length === 1) return only;
  const inlined = anonymous.map((value) => {
    if (lastBlock(value)) return { kind: 'spread' as const, dots: false, value, start: value.start, end: value.end };
    return cursor.fail('a path among others needs a name (`name: path`) or a `{ … }` that tells its keys', value);
  });
  const items = [...named, ...inlined].sort((a, b) => a.start - b.start);
  return { kind: 'fields', items, start, end: Math.max(start, end) };
}

/** Takes the comma between two selections, or sees that there is none; from v0.4 a list has all commas or none. */
function separated(cursor: Cursor, before: 'commas' | 'blanks' | undefined): 'commas' | 'blanks' {
  if (!cursor.is(',')) {
    if (before === 'commas') cursor.fail('expected `,` as between the selections before');
    return 'blanks';
  }
  if (cursor.grammar === 'v0.3') cursor.fail('selections stand without commas before connect/v0.4');
  if (before === 'blanks') cursor.fail('the selections before stand without commas; use them everywhere or nowhere');
  cursor.next();
  return 'commas';
}

/** One selection; a path is one without a name. */
function item(cursor: Cursor, place: Place): Item | Path {
  const { start } = cursor.token;
  if (cursor.is('...')) {
    if (cursor.grammar === 'v0.3') cursor.fail('`...` needs connect/v0.4; link that version or name the path');
    cursor.next();
    const value = expression(cursor);
    return { kind: 'spread', dots: true, value, start, end: cursor.end };
  }
  if (cursor.atAlias) {
    const name = cursor.key('a name');
    cursor.next();
    const value = aliased(cursor, place);
    return { kind: 'field', name, aliased: true, value, start, end: cursor.end };
  }
  const value = path(cursor, 'selection');
  const name = ownName(value);
  return name === undefined ? value : { kind: 'field', name, aliased: false, value, start, end: value.end };
}

function aliased(cursor: Cursor, place: Place): Value {
  if (cursor.grammar === 'v0.4' && (place === 'expression' || !cursor.is('{'))) return expression(cursor);
  if (!cursor.is('{')) return path(cursor, 'selection');
  const { start } = cursor.token;
  const group = block(cursor, 'selection');
  if (cursor.grammar === 'v0.4' && ['->', '.', '?', '??', '?!'].some((sign) => cursor.is(sign))) {
    return chained(cursor, stepped(cursor, { kind: 'object', body: group.body, start, end: group.end }));
  }
  return { kind: 'path', root: { kind: 'group', start, end: start }, steps: [group], start, end: cursor.end };
}

function block(cursor: Cursor, place: Place): Extract<Step, { kind: 'block' }> {
  const { start } = cursor.token;
  cursor.expect('{', '`{`');
  const body = cursor.nested(() => bodyUntil(cursor, '}', place));
  cursor.expect('}', 'a key, a path or `}`');
  return { kind: 'block', body, start, end: cursor.end };
}

/** In a selection texts are keys; in an expression they are values, and were read before this is called. */
function path(cursor: Cursor, place: Place): Path {
  const { start } = cursor.token;
  const first = root(cursor, place);
  const steps = pathSteps(cursor, true);
  if (place === 'selection' && (cursor.is('??') || cursor.is('?!'))) {
    const where = cursor.grammar === 'v0.3' ? 'inside of `$( … )` before connect/v0.4' : 'behind `name:`';
    cursor.fail(`an alternative stands only ${where}`);
  }
  return { kind: 'path', root: first, steps, start, end: cursor.end };
}

function root(cursor: Cursor, place: Place): Root {
  const { token } = cursor;
  const at = { start: token.start, end: token.end };
  if (cursor.takes('$')) return { kind: 'dollar', ...at };
  if (cursor.takes('@')) return { kind: 'at', ...at };
  if (cursor.takes('$(')) {
    const value = cursor.nested(() => expression(cursor));
    cursor.expect(')', '`)`');
    return { kind: 'expression', value, bare: false, start: at.start, end: cursor.end };
  }
  if (token.kind === 'variable') return { kind: 'variable', name: cursor.next().text, ...at };
  if (token.kind === 'name' || (token.kind === 'string' && place === 'selection')) {
    return { kind: 'key', key: cursor.key('a key'), ...at };
  }
  if (token.kind === 'sign' && token.text === '.') cursor.fail('a path cannot start with a dot; write `$.key`');
  if (token.kind === 'number' && !token.text.startsWith('.'))
    cursor.fail('a number stands only in an expression; write `$(5)`');
  if (cursor.is('{') && place === 'selection') cursor.fail('a group needs a name; write `name: { … }`');
  return cursor.fail(place === 'selection' ? 'expected a key or a path' : 'expected a value');
}

function pathSteps(cursor: Cursor, blockToo: boolean): readonly Step[] {
  const steps: Step[] = [];
  for (;;) {
    const step =
      pathStep(cursor, steps.at(-1)) ?? (blockToo && cursor.is('{') ? block(cursor, 'selection') : undefined);
    if (!step) break;
    steps.push(step);
    if (step.kind === 'block') break;
    cursor.deepen();
  }
  cursor.rise(steps.filter(({ kind }) => kind !== 'block').length);
  return steps;
}

function pathStep(cursor: Cursor, before: Step | undefined): Step | undefined {
  const { start } = cursor.token;
  if (cursor.is('?') && before?.kind !== 'optional') {
    cursor.next();
    return { kind: 'optional', start, end: cursor.end };
  }
  if (cursor.takes('.')) {
    const key = cursor.key('a key behind `.`');
    return { kind: 'key', key, start, end: cursor.end };
  }
  if (!cursor.takes('->')) return undefined;
  if (cursor.token.kind !== 'name') cursor.fail('expected the name of a method behind `->`');
  const name = cursor.next().text;
  const args = cursor.is('(') ? methodArguments(cursor) : undefined;
  return { kind: 'method', name, args, start, end: cursor.end };
}

function methodArguments(cursor: Cursor): readonly Value[] {
  cursor.expect('(', '`(`');
  return cursor.nested(() => listUntil(cursor, ')'));
}

/** Values between commas, the last of which may trail. Takes the closing sign. */
function listUntil(cursor: Cursor, closing: ')' | ']'): readonly Value[] {
  const items: Value[] = [];
  while (!cursor.takes(closing)) {
    items.push(expression(cursor));
    if (cursor.takes(',')) continue;
    cursor.expect(closing, `\`,\` or \`${closing}\``);
    break;
  }
  return items;
}

function expression(cursor: Cursor): Value {
  return chained(cursor, operand(cursor));
}

function chained(cursor: Cursor, first: Value): Value {
  if (!cursor.is('??') && !cursor.is('?!')) return first;
  const operator = cursor.is('??') ? '??' : '?!';
  const operands = [first];
  while (cursor.takes(operator)) operands.push(operand(cursor));
  if (cursor.is('??') || cursor.is('?!'))
    cursor.fail(`\`??\` and \`?!\` do not mix; group one of them with \`$( … )\``);
  return { kind: 'chain', operator, operands, start: first.start, end: cursor.end };
}

function operand(cursor: Cursor): Value {
  const value = literal(cursor) ?? composite(cursor);
  return value ? stepped(cursor, value) : path(cursor, 'expression');
}

/** Literals have methods too: `-1->add(10)` is 9. */
function stepped(cursor: Cursor, value: Value): Value {
  const { start, end } = value;
  const steps = pathSteps(cursor, false);
  if (steps.length === 0) return value;
  return { kind: 'path', root: { kind: 'expression', value, bare: true, start, end }, steps, start, end: cursor.end };
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function literal(cursor: Cursor): Literal | undefined {
  const { token } = cursor;
  const at = (value: Literal['value']): Literal => ({ kind: 'literal', value, start: token.start, end: cursor.end });
  if (token.kind === 'string') return at(cursor.next().text);
  if (token.kind === 'number') return at(numberOf(cursor));
  if (cursor.takes('-')) {
    if (cursor.token.kind !== 'number') cursor.fail('expected a number behind `-`');
    // 0 minus, because JSON has no -0.
    return at(0 - numberOf(cursor));
  }
  const word = token.kind === 'name' ? WORDS.get(token.text) : undefined;
  if (word === undefined) return undefined;
  cursor.next();
  return at(word);
}

function numberOf(cursor: Cursor): number {
  const value = Number(cursor.token.text);
  if (!Number.isFinite(value)) cursor.fail('this number is too large');
  cursor.next();
  return value;
}

function composite(cursor: Cursor): Value | undefined {
  const { start } = cursor.token;
  if (cursor.takes('[')) {
    const items = cursor.nested(() => listUntil(cursor, ']'));
    return { kind: 'array', items, start, end: cursor.end };
  }
  if (!cursor.is('{')) return undefined;
  const body = cursor.grammar === 'v0.3' ? cursor.nested(() => properties(cursor)) : block(cursor, 'expression').body;
  return { kind: 'object', body, start, end: cursor.end };
}

/** The object literal before v0.4: `{ key: value, … }` and nothing else. */
function properties(cursor: Cursor): Fields {
  const { start } = cursor.token;
  cursor.expect('{', '`{`');
  const items: Item[] = [];
  while (!cursor.is('}')) {
    const at = cursor.token.start;
    const name = cursor.key('a key or `}`');
    cursor.expect(':', '`:` and a value');
    items.push({ kind: 'field', name, aliased: true, value: expression(cursor), start: at, end: cursor.end });
    if (!cursor.takes(',') && !cursor.is('}')) cursor.fail('expected `,` or `}`');
  }
  cursor.next();
  return { kind: 'fields', items, start, end: cursor.end };
}
