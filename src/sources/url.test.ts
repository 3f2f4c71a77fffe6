import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callPath } from './url.ts';

describe('callPath', () => {
  test.each([
    ['', '/airports', {}, '/airports'],
    ['/v1', '/airports/{code}', { params: { code: 'AMS' } }, '/v1/airports/AMS'],
    ['', '/zones/{zone}/now', { params: { zone: 'Europe/Amsterdam' } }, '/zones/Europe%2FAmsterdam/now'],
    ['', '/a', { query: { x: 1, y: ['a', 'b'], z: null, w: undefined, v: false } }, '/a?x=1&y=a&y=b&v=false'],
    ['', '/a', { query: { none: null } }, '/a'],
    ['', '/a', { query: { q: 'a&b=c #ä' } }, '/a?q=a%26b%3Dc+%23%C3%A4'],
  ] as const)('%s %s %j', (base, template, options, expected) => {
    expect(callPath(base, template, options)).toBe(expected);
  });

  test.each(['.', '..', ''])('refuses %j, which would change the path', (code) => {
    expect(() => callPath('', '/airports/{code}', { params: { code } })).toThrow('cannot stand in an address');
  });

  test('names a value that the code forgot', () => {
    expect(() => callPath('', '/airports/{code}', {})).toThrow('needs a value for {code}');
  });

  test('no value escapes its segment or its parameter', () => {
    const text = fc
      .string({ unit: 'binary' })
      .filter((value) => !['', '.', '..'].includes(value) && value.isWellFormed());
    fc.assert(
      fc.property(text, text, (segment, parameter) => {
        const url = new URL(
          callPath('/base', '/a/{x}/b', { params: { x: segment }, query: { q: parameter } }),
          'http://host',
        );
        expect(url.host).toBe('host');
        expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'base', 'a', segment, 'b']);
        expect([...url.searchParams]).toEqual([['q', parameter]]);
      }),
    );
  });
});
