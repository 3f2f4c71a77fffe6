import { expect, test } from 'vitest';
import { progressBar } from './progress-bar.ts';

function drawnOn(isTTY: boolean): readonly string[] {
  const written: string[] = [];
  let time = 0;
  const bar = progressBar({ isTTY, write: (text) => written.push(String(text)) > 0 }, () => time);
  for (let done = 1; done <= 4; done++) {
    time += 50;
    bar(done, 4);
  }
  return written;
}

test('a terminal sees how far the work is, not too often, and no trace of it in the end', () => {
  expect(drawnOn(true)).toEqual([`\r${'█'.repeat(15)}${'░'.repeat(15)} 2 of 4 operations`, '\r\u001B[K']);
});

test('a file or pipe sees nothing', () => {
  expect(drawnOn(false)).toEqual([]);
});
