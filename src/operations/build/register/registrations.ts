import { placeText, type Problem } from '../../../kernel/problems/problem.ts';
import { normalisedId } from '../../ids.ts';
import { readGraphqlFiles } from './graphql-files.ts';
import { readManifests } from './manifests.ts';
import { mergeClients, operationText, type Registration } from './registration.ts';

/** Everything that shall be registered, each id once. */
export function readRegistrations(folder: string): {
  readonly registrations: readonly Registration[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const byId = new Map<string, Registration>();
  const byName = new Map<string, Registration>();
  for (const found of [...readGraphqlFiles(folder, problems), ...readManifests(folder, problems)]) {
    const id = normalisedId(found.id) ?? found.id;
    const first = byId.get(id);
    const namesake = namesakeOf(found, byName);
    if (first && first.text !== found.text) problems.push(secondText(found, first));
    else if (namesake && !first) problems.push(secondName(found, namesake));
    else byId.set(id, first ? { ...first, clients: mergeClients(first.clients, found.clients) } : found);
  }
  return { registrations: [...byId.values()], problems };
}

/** The operation of the same name that the same version of a client brought before, which this one is from now on. */
function namesakeOf(found: Registration, byName: Map<string, Registration>): Registration | undefined {
  const [client] = found.clients;
  if (!client) return undefined; // of those written as `.graphql` names are known to be unique
  const key = JSON.stringify([client, found.name]);
  const namesake = byName.get(key);
  byName.set(key, namesake ?? found);
  return namesake;
}

function secondText(found: Registration, first: Registration): Problem {
  const message = `The id ${found.id} stands for another text in ${placeText(first.place())} (${labelOf(first)}). Each text needs an id of its own. (${labelOf(found)})`;
  return { ...found.place(), message };
}

function secondName(found: Registration, first: Registration): Problem {
  const message = `The name stands for another text in ${placeText(first.place())} too. Within a version of a client names are unique: rename one of them. (${labelOf(found)})`;
  return { ...found.place(), message };
}

const labelOf = ({ name, clients }: Registration): string => operationText(name, clients);
