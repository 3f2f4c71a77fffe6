import { expect, test } from 'vitest';
import { parseFault } from './parse-fault.ts';

test.each([
  ['airports:latency=2s,50%', { what: { kind: 'latency', milliseconds: 2_000 }, share: 0.5, seed: 1 }],
  ['airports:latency=150ms', { what: { kind: 'latency', milliseconds: 150 }, share: 1, seed: 1 }],
  ['airports:status=429', { what: { kind: 'status', status: 429 }, share: 1, seed: 1 }],
  ['airports:error,2.5%,seed=7', { what: { kind: 'status', status: 503 }, share: 0.025, seed: 7 }],
  ['airports:reset,seed=2,10%', { what: { kind: 'reset' }, share: 0.1, seed: 2 }],
  ['airports:hang', { what: { kind: 'hang' }, share: 1, seed: 1 }],
  ['airports:garbage', { what: { kind: 'garbage' }, share: 1, seed: 1 }],
  ['airports:truncated,0%', { what: { kind: 'truncated' }, share: 0, seed: 1 }],
])('%s is read', (text, expected) => {
  expect(parseFault(text)).toEqual({ source: 'airports', ...expected });
});

test('a source of the schema alone may have a port in its name', () => {
  expect(parseFault('127.0.0.1:80:reset')).toMatchObject({ source: '127.0.0.1:80' });
});

test.each([
  '',
  'airports',
  'airports:',
  ':reset',
  'airports:slow',
  'airports:latency',
  'airports:latency=2',
  'airports:status=99',
  'airports:error=500',
  'airports:reset,101%',
  'airports:reset,50',
  'airports:reset,50%,50%',
  'airports:reset,seed=x',
])('"%s" is told to be none, with the grammar', (text) => {
  expect(() => parseFault(text)).toThrow(`"${text}" is no fault. Write <source>:<kind>`);
});
