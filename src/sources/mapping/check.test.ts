import { describe, expect, test } from 'vitest';
import { loadMapping, type MappingSite } from './mapping.ts';

const SELECTION: MappingSite = {
  grammar: 'v0.3',
  variables: ['$args', '$this', '$config', '$context', '$env', '$request', '$status', '$response'],
  readsInput: true,
  position: (offset) => ({ file: 'a.graphql', line: 1, column: offset + 1 }),
};
const REQUEST: MappingSite = { ...SELECTION, variables: ['$args', '$config'], readsInput: false };

const found = (text: string, site = SELECTION): readonly string[] =>
  loadMapping(text, site).findings.map(({ column, kind, message }) => `${column} ${kind}: ${message}`);

describe('checks of a mapping', () => {
  test.each([
    ['id fullName: full_name { a } b: c->map({ d: @.e })->first { f }'],
    ['a->as($x).b->filter(@->eq($x))'],
    ['a->as($x, @.b) { c: $x d->match([$x, 1], [@, null]) { e } }'],
    ['x: $args.a y: $this.id z: $config.k'],
    ['x: $("A")->slice(1) y: a->slice z: a->parseInt w: a->toString()'],
  ])('nothing is said of %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  test.each([
    ['a->fisrt', '2 unknown-method: There is no method ->fisrt. Did you mean "first"?'],
    ['a->keysToCamelcase', '2 unknown-method: There is no method ->keysToCamelcase. Did you mean "keysToCamelCase"?'],
    ['a->qqqqq', '2 unknown-method: There is no method ->qqqqq.'],
    ['x: $arg.id', '4 unknown-variable: There is no variable $arg. Did you mean "$args"? Here: $args,'],
    ['x: $batch.id', '4 variable-not-here: $batch has no value here. Here: $args, $this'],
    ['$([a->as($x), $x])', '15 unknown-variable: There is no variable $x.'],
    ['a->first()', '2 method-arguments: ->first takes no arguments and no parentheses; found 0 in parentheses.'],
    ['a->size(1)', '2 method-arguments: ->size takes no arguments and no parentheses; found 1 in parentheses.'],
    ['a->map', '2 method-arguments: ->map takes 1 argument; found none.'],
    ['a->eq(1, 2)', '2 method-arguments: ->eq takes 1 argument; found 2 in parentheses.'],
    ['a->slice(1, 2, 3)', '2 method-arguments: ->slice takes 1 to 2 arguments, or no parentheses; found 3'],
    ['a->parseInt(1, 2)', '2 method-arguments: ->parseInt takes 1 argument, or no parentheses; found 2'],
    ['a->add', '2 method-arguments: ->add takes 1 or more arguments; found none.'],
    ['a->toString(1)', '2 method-arguments: ->toString takes no arguments'],
    ['a->as(b)', '2 method-arguments: ->as takes the name of a variable first'],
    ['a->joinNotNull(1)', '16 method-arguments: ->joinNotNull needs string here, found number.'],
    ['a->add(1, "2")', '11 method-arguments: ->add needs number here, found string.'],
    ['a->gt($([1]))', '7 method-arguments: ->gt needs number or string here, found array.'],
    ['a->split(",", "x")', '15 method-arguments: ->split needs number here, found string.'],
    ['a->match(["x", 1], ["y"])', '20 method-arguments: ->match takes pairs'],
    ['a->in("x")', '7 method-arguments: ->in needs array here, found string.'],
    [
      'x: "USD"',
      '4 reads-property: Before connect/v0.4 this reads a property named "USD". Write `$("USD")` for the value',
    ],
    ['x: { y: true }', '9 reads-property: Before connect/v0.4 this reads a property named "true". Write `$(true)`'],
    ['a { ', '5 syntax: Found the end, but expected a key, a path or `}`.'],
    ['', '1 empty: This mapping is empty: it selects nothing.'],
  ])('%s', (text, message) => {
    const findings = found(text);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(message);
  });

  test.each([
    ['id', '1 reads-input: `id` reads a response, and here is none yet. Start from a variable, such as `$args`.'],
    ['x: $', '4 reads-input: `$` reads a response'],
    ['x: $args.a->map({ b: c })', '22 reads-input: `c` reads a response'],
  ])('in a request: %s', (text, message) => {
    expect(found(text, REQUEST)[0]).toContain(message);
  });

  test.each(['x: $args.input { first_name: firstName }', '$args.ids->map({ id: @ })', '$args.a->as($b)->echo($b)'])(
    'in a request nothing is said of %s',
    (text) => {
      expect(found(text, REQUEST)).toEqual([]);
    },
  );

  test('everything wrong is told at once, in the order of the text', () => {
    expect(found('x: a->fisrt b: $arg y: c->first()').map((line) => line.split(':')[0])).toEqual([
      '5 unknown-method',
      '16 unknown-variable',
      '25 method-arguments',
    ]);
  });

  test('from v0.4 a text behind a name is a text', () => {
    expect(found('x: "USD" y: true', { ...SELECTION, grammar: 'v0.4' })).toEqual([]);
  });
});
