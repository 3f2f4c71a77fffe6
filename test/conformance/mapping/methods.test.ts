import { describe, expect, test } from 'vitest';
import { METHODS } from '../../../src/sources/mapping/mapping.ts';
import { conform, line, MISSING, type Case } from './cases.ts';

const DOCKS = {
  docks: [
    { id: 1, open: true },
    { id: 2, open: false },
  ],
};

/** A method on a wrong input is missing and noted once. */
const bad = (mapping: string, ...inputs: readonly Case['input'][]): Case[] =>
  inputs.map((v) => line(mapping, { v }, MISSING, 1));

const TABLE: Readonly<Record<string, readonly Case[]>> = {
  as: [
    line('bike->as($k, @.kg)->echo([$k, @.sku])', { bike: { sku: 'B7', kg: 9 } }, [9, 'B7']),
    line('v->as($x)', { v: 1 }, 1),
    line('v->as(5)', { v: 1 }, 1, 1),
    line('v->as', { v: 1 }, 1, 1),
    line('v->as($x, @.no)->echo($x)', { v: {} }, MISSING, 2),
    line('v->as($x)->map(@->as($y)->echo([$x, $y]))', { v: [1] }, [[[1], 1]]),
    line('v->as($x)->as($x, 2)->echo($x)', { v: 1 }, 2),
    line('$([v->as($x), $x])', { v: 1 }, [1, null], 1),
  ],
  echo: [line('dock: slot->echo({ n: @ })', { slot: 4 }, { dock: { n: 4 } }), ...bad('v->echo', 1)],
  map: [
    line('loads->map(@.kg)', { loads: [{ kg: 3 }, { t: 1 }] }, [3, null], 1),
    line('v->map(@)', { v: null }, [null]),
    line('v->map(@->mul(2))', { v: 27 }, [54]),
    line('v->map(@.no)', { v: {} }, MISSING, 1),
    line('v->map(@)', { v: [] }, []),
    ...bad('v->map', [1]),
  ],
  filter: [
    line('free: docks->filter(@.open) { id }', DOCKS, { free: [{ id: 1 }] }),
    line('v->filter(@->gt(1))', { v: 2 }, [2]),
    line('v->filter(@->gt(1))', { v: 1 }, []),
    line('v->filter(@)', { v: [true, 1] }, MISSING, 1),
    line('v->filter(@.no)', { v: [{}] }, MISSING, 2),
    line('v->filter(@.on->and(@.age->gt(30)))', { v: [{ on: true, age: 40 }] }, MISSING, 2),
    line(
      'v->filter(@->as($u)->echo($u.on)->and($u.age->gt(30)))',
      {
        v: [
          { on: true, age: 40 },
          { on: true, age: 3 },
        ],
      },
      [{ on: true, age: 40 }],
    ),
  ],
  find: [
    line('docks->find(@.id->eq(2)).open', DOCKS, false),
    line('docks->find(@.id->eq(9))', DOCKS, MISSING),
    line('v->find(@->eq(1))', { v: 1 }, 1),
    line('v->find(@->eq(1))', { v: 2 }, MISSING),
    line('v->find(@)', { v: [1] }, MISSING, 1),
    line('v->find(@)', { v: [true, 1] }, true),
  ],
  first: [
    line('stops->first.name', { stops: [{ name: 'Quay' }, { name: 'Hill' }] }, 'Quay'),
    line('a: n->first', { n: [] }, {}),
    line('v->first', { v: '😀b' }, '😀'),
    line('v->first', { v: '' }, MISSING),
    line('v->first', { v: [null] }, null),
    line('v->first', { v: 5 }, 5, 1),
    ...bad('v->first()', [1]),
  ],
  last: [
    line('stops->last.name', { stops: [{ name: 'Quay' }, { name: 'Hill' }] }, 'Hill'),
    line('v->last', { v: 'b😀' }, '😀'),
    line('v->last', { v: 'ab' }, 'b'),
    line('v->last', { v: '' }, MISSING),
    line('v->last', { v: {} }, {}, 1),
  ],
  slice: [
    line('tags->slice(1, 3)', { tags: ['a', 'b', 'c', 'd'] }, ['b', 'c']),
    line('v->slice(-5, 99)', { v: [1, 2] }, [1, 2]),
    line('v->slice(1.5)', { v: [1, 2] }, [1, 2]),
    line('v->slice(2, 1)', { v: [1, 2, 3] }, []),
    line('v->slice(1)', { v: 'a😀c' }, '😀c'),
    line('v->slice', { v: 5 }, 5),
    ...bad('v->slice(1)', 5, null, {}),
  ],
  get: [
    line('stops->get(-1)', { stops: ['Q', 'H'] }, 'H'),
    line('v->get(1)', { v: 'a😀' }, '😀'),
    line('v->get("k")', { v: { k: null } }, null),
    ...bad('v->get(2)', [1], 'a', {}, 5),
    ...bad('v->get("toString")', {}, [], 'a'),
    ...bad('v->get(0.5)', [1]),
  ],
  size: [
    line('rack->size', { rack: { l: 1, r: 2 } }, 2),
    line('v->size', { v: 'a😀' }, 2),
    line('v->size', { v: [] }, 0),
    ...bad('v->size', null, 5, true),
  ],
  entries: [
    line('p: tariff->entries { zone: key cents: value }', { tariff: { A: 150 } }, { p: [{ zone: 'A', cents: 150 }] }),
    line('v->entries.key', { v: { z: 1, a: 2 } }, ['z', 'a']),
    ...bad('v->entries', [], null, 'x'),
  ],
  match: [
    line('state: code->match(["p","PARKED"],[@,"OTHER"])', { code: 'x' }, { state: 'OTHER' }),
    line('v->match([null, "none"], [@, @])', { v: null }, 'none'),
    line('v->match([{ a: [1] }, "deep"])', { v: { a: [1] } }, 'deep'),
    line('v->match([1], [@], [1, 2, 3], 5, [1, "one"])', { v: 1 }, 'one'),
    line('v->match([1, $.no])', { v: 1 }, MISSING, 1),
    ...bad('v->match(["a", 1])', 'b', null),
    ...bad('v->match', 1),
  ],
  eq: [
    line('n->eq(2.0)', { n: 2 }, true),
    line('v->eq({ b: [1], a: null })', { v: { a: null, b: [1] } }, true),
    line('v->eq("1")', { v: 1 }, false),
    line('v->eq(null)', { v: null }, true),
    line('v->eq($.no)', { v: 1 }, MISSING, 1),
    ...bad('v->eq', 1),
    ...bad('v->eq(1, 1)', 1),
  ],
  ne: [
    line('kind->ne("van")', { kind: 'bike' }, true),
    line('v->ne(1)', { v: 1 }, false),
    line('v->ne([1])', { v: { 0: 1 } }, true),
  ],
  gt: [
    line('kg->gt(9)', { kg: 9 }, false),
    line('v->gt("\ue000")', { v: '😀' }, true),
    line('v->gt($.no)', { v: 1 }, MISSING, 1),
    ...bad('v->gt(1)', '1', null, true, [1]),
  ],
  gte: [line('kg->gte(9)', { kg: 9 }, true), line('v->gte("ab")', { v: 'a' }, false)],
  lt: [
    line('kg->lt(9)', { kg: 9 }, false),
    line('kg->lt("9")', { kg: 9 }, MISSING, 1),
    line('v->lt("b")', { v: 'a' }, true),
  ],
  lte: [line('kg->lte(9)', { kg: 9 }, true), line('v->lte("a")', { v: 'a' }, true)],
  and: [
    line('$.open->and($.lit, $.dry)', { open: true, lit: true, dry: false }, false),
    line('v->and(1, true)', { v: true }, true, 1),
    line('v->and($.no)', { v: true }, MISSING, 1),
    line('v->and($.no)', { v: false }, false),
    ...bad('v->and', true),
    ...bad('v->and(true)', 1, null),
  ],
  or: [
    line('$.a->or($.b)', { a: false, b: true }, true),
    line('v->or(false, 1)', { v: false }, false, 1),
    line('v->or($.no)', { v: true }, true),
    ...bad('v->or(true)', 'x'),
  ],
  not: [line('broken->not', { broken: false }, true), ...bad('v->not', null, 0)],
  in: [
    line('kind->in(["bike","trike"])', { kind: 'bike' }, true),
    line('v->in([])', { v: 1 }, false),
    line('v->in([[1]])', { v: [1] }, true),
    ...bad('v->in("abc")', 'a'),
  ],
  contains: [
    line('tags->contains("red")', { tags: ['red'] }, true),
    line('v->contains(1)', { v: [] }, false),
    ...bad('v->contains("a")', 'abc', null, {}),
  ],
  joinNotNull: [
    line('q: $([zip, city, null])->joinNotNull("-")', { zip: 8001, city: 'Oslo' }, { q: '8001-Oslo' }),
    line('v->joinNotNull(",")', { v: 5 }, '5'),
    line('v->joinNotNull(",")', { v: null }, ''),
    line('v->joinNotNull(",")', { v: [true, 1.5] }, 'true,1.5'),
    ...bad('v->joinNotNull(",")', [[]], {}, [{}]),
    ...bad('v->joinNotNull(1)', ['a']),
  ],
  toString: [
    line('id->toString', { id: 40 }, '40'),
    line('v->toString()', { v: true }, 'true'),
    line('v->toString', { v: null }, ''),
    ...bad('v->toString', [], {}),
    ...bad('v->toString(1)', 1),
  ],
  parseInt: [
    line('hex->parseInt(16)', { hex: '1f' }, 31),
    line('v->parseInt', { v: '-12' }, -12),
    line('v->parseInt', { v: '+12' }, 12),
    line('v->parseInt', { v: -3.9 }, -3),
    line('v->parseInt(36)', { v: 'Zz' }, 1295),
    ...bad('v->parseInt', ' 1', '1.5', '', '-', '1_0', '0x1', '9'.repeat(30), null, true, []),
    ...bad('v->parseInt(2)', '2'),
    ...bad('v->parseInt(1)', '0'),
    ...bad('v->parseInt(37)', '0'),
  ],
  jsonStringify: [
    line('b: cfg->jsonStringify', { cfg: { b: 1, a: null } }, { b: '{"b":1,"a":null}' }),
    line('v->jsonStringify', { v: null }, 'null'),
    ...bad('v->jsonStringify()', 1),
  ],
  jsonParse: [
    line('lvl: raw->jsonParse.lvl', { raw: '{"lvl":3}' }, { lvl: 3 }),
    line('v->jsonParse', { v: 'null' }, null),
    ...bad('v->jsonParse', '{', '', 5, null),
  ],
  add: [
    line('kg->add(1, 2)', { kg: 5 }, 8),
    ...bad('v->add', 1),
    ...bad('v->add("1")', 1),
    ...bad('v->add(1)', '1', null),
    line('v->add($.no)', { v: 1 }, MISSING, 2),
  ],
  sub: [line('kg->sub(2)', { kg: 5 }, 3)],
  mul: [line('kg->mul(1.5)', { kg: 5 }, 7.5), ...bad('v->mul(1' + '0'.repeat(308) + ')', 10)],
  mod: [line('kg->mod(3)', { kg: -7 }, -1), ...bad('v->mod(0)', 1)],
  div: [line('kg->div(2)', { kg: 5 }, 2.5), ...bad('v->div(0)', 1)],
  split: [
    line('v->split(",")', { v: ',a,b,' }, ['', 'a', 'b', '']),
    line('v->split(",")', { v: '' }, ['']),
    line('v->split("")', { v: 'a😀' }, ['a', '😀']),
    line('v->split("")', { v: '' }, []),
    line('v->split(",", 2)', { v: 'a,b,c' }, ['a', 'b']),
    line('v->split(",", 0)', { v: 'a' }, []),
    line('v->split(",")->map(@->trim)', { v: 'a , b' }, ['a', 'b']),
    ...bad('v->split(",")', 5, null, []),
    ...bad('v->split(1)', 'a'),
    ...bad('v->split', 'a'),
    ...bad('v->split(",", -1)', 'a'),
    ...bad('v->split(",", 1.5)', 'a'),
  ],
  trim: [
    line('v->trim', { v: ' \t\n\u0085a b\u3000 ' }, 'a b'),
    line('v->trim', { v: '\ufeffa' }, '\ufeffa'),
    ...bad('v->trim', 5),
  ],
  trimStart: [line('v->trimStart', { v: ' a ' }, 'a '), ...bad('v->trimStart', null)],
  trimEnd: [line('v->trimEnd', { v: ' a ' }, ' a'), ...bad('v->trimEnd', [])],
  keysToCamelCase: [
    line(
      '$->keysToCamelCase',
      { property_one: 1, PropertyTwo: 2, PROPERTY_THREE: 3, fine: 4 },
      {
        propertyOne: 1,
        propertyTwo: 2,
        propertyThree: 3,
        fine: 4,
      },
    ),
    line('$->keysToCamelCase', { outer_key: { inner_key: 1 } }, { outerKey: { inner_key: 1 } }),
    line(
      '$->keysToCamelCase',
      { XMLHttpRequest: 1, v2_beta: 2, 'with-dash': 3 },
      { xmlHttpRequest: 1, v2Beta: 2, withDash: 3 },
    ),
    line('$->keysToCamelCase', { a_b: 1, aB: 2 }, { aB: 2 }, 1),
    ...bad('v->keysToCamelCase', [], 5, null),
  ],
  keysToCamelCaseDeep: [
    line('$->keysToCamelCaseDeep', { outer_key: [{ inner_key: 1 }, 2] }, { outerKey: [{ innerKey: 1 }, 2] }),
    ...bad('v->keysToCamelCaseDeep', 'x', null),
  ],
};

for (const [name, cases] of Object.entries(TABLE)) conform(`§3 ->${name}`, cases);

describe('§0 and §3', () => {
  test('there are 39 public methods, and each has its lines', () => {
    expect([...METHODS.keys()].sort()).toEqual(Object.keys(TABLE).sort());
    expect(METHODS.size).toBe(39);
  });

  conform('§3 unknown methods', [
    line('x: v->fisrt y: v', { v: [1] }, { y: [1] }, 1),
    line('x: no->fisrt', {}, {}, 1),
    line('v->constructor', { v: 1 }, MISSING, 1),
    line('v->__proto__', { v: 1 }, MISSING, 1),
  ]);
});
