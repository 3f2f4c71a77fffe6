import type { Lane } from '../lanes.ts';
import type { Shot } from './load.ts';

/** The requests of a lane, made once so that the driver only sends. */
export function shotsOf({ name, operation, variables }: Lane, ids: Readonly<Record<string, string>>): readonly Shot[] {
  const id = ids[operation];
  if (id === undefined) throw new Error(`The lane ${name} asks for "${operation}", which is not in bench/operations.`);
  return variables.map((values) => ({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ documentId: `sha256:${id}`, variables: values }),
  }));
}
