import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import type { ConnectorRequest } from '../../../src/sources/connectors/connector.ts';
import { inputs } from '../../connectors/connectors.ts';
import { onQuery } from './echo.ts';

/** What attacks on addresses and headers are made of. */
const ATTACK = fc
  .array(fc.constantFrom(...'. .. / \\ %2e %2F %252e %5c % \r \n \0 ? # & = ; @ : a é \ud800 [ ] //'.split(' '), ' '), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''));
const TEXT = fc.oneof(ATTACK, fc.string({ unit: 'binary', maxLength: 20 }), fc.webUrl());

const ARGS = 'x: String, y: String, q: String, p: String';

const connector = onQuery({
  args: ARGS,
  base: 'https://host/base',
  http: `GET: "/a/{$args.x}/b-{$args.y}/c?q={$args.q}&k=1", path: "$([$args.p])", queryParams: "n: $args.q '[x]': $args.x",
    headers: { name: "x-h", value: "v {$args.q}" }`,
}).prepare(new Map());

/** `undefined` when a value was refused; no other error may come of a value. */
function requestOf(args: Record<string, string>): ConnectorRequest | undefined {
  try {
    return connector.request(inputs({ args }));
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'BAD_USER_INPUT') return undefined;
    throw error;
  }
}

const RUNS = { numRuns: 1_000 };

test('no value escapes its place in a URL, and what is sent is what was given', () => {
  fc.assert(
    fc.property(TEXT, TEXT, TEXT, TEXT, (x, y, q, p) => {
      const request = requestOf({ x, y, q, p });
      fc.pre(request !== undefined);
      const url = new URL(request?.path ?? '', 'https://host');
      expect(request?.path).toMatch(/^\/[\x21-\x7e]*$/);
      expect(url.origin).toBe('https://host');
      expect(url.hash).toBe('');
      expect(`${url.pathname}${url.search}`).toBe(request?.path);
      expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'base', 'a', x, `b-${y}`, 'c', p]);
      expect(
        url.search
          .slice(1)
          .split('&')
          .map((pair) => pair.split('=').map(decodeURIComponent)),
      ).toEqual([
        ['q', q],
        ['k', '1'],
        ['n', q],
        ['[x]', x],
      ]);
    }),
    { ...RUNS, maxSkipsPerRun: 1_000 },
  );
});

test('a server that decodes again, and again, finds no folder to go up to', () => {
  fc.assert(
    fc.property(TEXT, TEXT, TEXT, (x, y, p) => {
      let path = requestOf({ x, y, q: '', p })?.path.split('?')[0] ?? '';
      for (let i = 0; i < 4; i++) {
        expect(path.split(/[/\\]/).map((segment) => segment.split(';')[0])).not.toContainEqual(
          expect.stringMatching(/^\.{1,2}$/),
        );
        path = path.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      }
    }),
    RUNS,
  );
});

test('no header value has a line break', () => {
  fc.assert(
    fc.property(TEXT, (q) => {
      const value = requestOf({ x: 'x', y: 'y', q, p: 'p' })?.headers['x-h'] ?? '';
      expect(value).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
    }),
    RUNS,
  );
});
