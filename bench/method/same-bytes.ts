import type { Lane } from '../lanes.ts';
import type { Field, Runner } from './field.ts';
import type { Shot } from './load.ts';
import { shotsOf } from './shots.ts';

/** Asks every contender every request of the lanes once. @throws Error where one answers otherwise than the first. */
export async function checkSameBytes({ runners, ids }: Field, lanes: readonly Lane[]): Promise<void> {
  const [first, ...others] = runners;
  if (!first) return;
  for (const lane of lanes) {
    for (const shot of shotsOf(lane, ids)) {
      const expected = await answerOf(first, shot);
      for (const other of others) {
        const answer = await answerOf(other, shot);
        if (answer === expected) continue;
        const at = firstDifference(expected, answer);
        throw new Error(
          `Lane ${lane.name}: not the same answer to ${String(shot.body)}\n` +
            `  ${first.name}: ${excerpt(expected, at)}\n  ${other.name}: ${excerpt(answer, at)}`,
        );
      }
    }
  }
}

/** Type and body in one text, since all of it must be the same. */
async function answerOf({ name, driver }: Runner, shot: Shot): Promise<string> {
  const { status, type, body } = await driver.send(shot);
  if (status !== 200) throw new Error(`${name} answers ${status} to ${String(shot.body)}: ${body.toString()}`);
  return `${type} ${body.toString()}`;
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

const excerpt = (text: string, at: number): string =>
  `…${text.slice(Math.max(0, at - 40), at + 40)}… (at ${at} of ${text.length} characters)`;
