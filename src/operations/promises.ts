import { z } from 'zod';
import { duration } from '../kernel/basics/units.ts';
import { promiseNode } from '../kernel/documents/promises.ts';
import type { Plugin, RegisteredOperation } from '../kernel/plugin.ts';
import { placeOf, type Problem } from '../kernel/problems/problem.ts';
import { idempotenceChanges, objectiveChanges, ownerChanges } from './promise-changes.ts';

const latency = z.string().exactOptional();

/** Writes into each contract who answers for its operation, and what that team promises of it. */
export function promises(): Plugin {
  return {
    name: 'promises',
    contract: [
      {
        key: 'owner',
        schema: z.string().describe('The team that answers for the operation.'),
        derive: ({ promises: { owner } }) => owner,
        check: () => checkOwner,
        diff: ownerChanges,
      },
      {
        key: 'objectives',
        schema: z
          .strictObject({ p50: latency, p95: latency, p99: latency })
          .describe('How fast it shall be answered: latencies that so many of a hundred requests keep, as durations.'),
        derive: ({ promises: { objectives } }) => objectives && { ...objectives },
        check: () => checkObjectives,
        diff: objectiveChanges,
      },
      {
        key: 'idempotent',
        schema: z.boolean().describe('Whether sending a mutation twice does no more than sending it once.'),
        derive: ({ promises: { idempotent } }) => idempotent,
        diff: idempotenceChanges,
      },
    ],
  };
}

function checkOwner({ promises: { owner }, definition }: RegisteredOperation): readonly Problem[] {
  if (owner === undefined || owner.trim() !== '') return [];
  return [
    { ...placeOf(promiseNode(definition, 'owner')), message: 'The owner is empty. Name the team, or leave it out.' },
  ];
}

function checkObjectives({ promises: { objectives = {} }, definition }: RegisteredOperation): readonly Problem[] {
  const place = placeOf(promiseNode(definition, 'objectives'));
  const problems: Problem[] = [];
  let last: readonly [key: string, milliseconds: number] = ['', 0];
  for (const key of ['p50', 'p95', 'p99'] as const) {
    const text = objectives[key];
    if (text === undefined) continue;
    const { data } = duration().safeParse(text);
    if (data === undefined) {
      const message = `The objective ${key} is no duration: "${text}". Write it such as "80ms" or "1s".`;
      problems.push({ ...place, message });
    } else if (data < last[1]) {
      const message = `The objective ${key} asks for less time than ${last[0]}, which is for fewer requests. Give it as much.`;
      problems.push({ ...place, message });
    } else last = [key, data];
  }
  return problems;
}
