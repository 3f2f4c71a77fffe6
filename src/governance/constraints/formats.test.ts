import { expect, test } from 'vitest';
import { formats } from './formats.ts';

test.each<[string, readonly string[], readonly string[]]>([
  ['email', ['a@b', 'a.b+c@example.org'], ['', '@', 'a@', '@b', 'a b@c', 'a@b..c', 'a@@b', `${'a'.repeat(65)}@b`]],
  ['uri', ['https://a.b/c?d#e', 'urn:isbn:1', 'mailto:a@b'], ['', 'a', '/a', '//a/b', 'http://', 'http://a b']],
  ['uuid', ['123E4567-e89b-12d3-a456-426614174000'], ['', '123e4567e89b12d3a456426614174000', 'x']],
  ['date', ['2024-02-29', '0001-01-01'], ['', '2023-02-29', '2024-13-01', '2024-1-1', '2024-04-31']],
  [
    'date-time',
    ['2024-02-29T23:59:60Z', '2024-01-01t00:00:00.123+02:00'],
    ['', '2024-01-01', '2024-01-01T24:00:00Z', '2024-01-01T00:00:00', '2023-02-29T00:00:00Z'],
  ],
  ['ipv4', ['127.0.0.1'], ['', '127.0.0.256', '::1', '127.1']],
  ['ipv6', ['::1', '2001:db8::1'], ['', '127.0.0.1', ':::']],
  ['hostname', ['localhost', 'a-b.example.org'], ['', '-a', 'a-', 'a..b', 'a_b', 'a.'.repeat(200), 'a'.repeat(64)]],
])('%s', (name, taken, refused) => {
  const judge = formats[name] as (text: string) => boolean;
  expect(taken.filter((text) => !judge(text))).toEqual([]);
  expect(refused.filter(judge)).toEqual([]);
});
