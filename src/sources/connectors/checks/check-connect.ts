import { checkBatch } from './check-batch.ts';
import { checkEntity } from './check-entity.ts';
import { checkErrors, checkRequestShapes } from './check-shapes.ts';
import { checkUrl } from './check-url.ts';
import { checkVariables } from './check-variables.ts';
import type { ConnectCheck } from './finding.ts';

/** What one connector has against it; gives whether it resolves an entity. */
export function checkConnect(check: ConnectCheck): boolean {
  if (!isPlaced(check)) return false;
  checkUrl(check);
  checkVariables(check);
  checkRequestShapes(check);
  checkErrors(check.connect.errors, check.findings);
  checkBatch(check);
  return checkEntity(check);
}

/** Whether it stands where connectors may. */
function isPlaced({ connect: { place, at }, findings }: ConnectCheck): boolean {
  const { type } = place;
  if (type === 'Subscription') {
    findings.error('SUBSCRIPTION_IN_CONNECTORS', at, 'A connector makes one call; it cannot resolve a subscription.');
    return false;
  }
  if (place.kind === 'type' && (type === 'Query' || type === 'Mutation')) {
    findings.error('CONNECT_ON_ROOT', at, `${type} has no keys to be resolved by. Put @connect on its fields.`);
    return false;
  }
  return true;
}
