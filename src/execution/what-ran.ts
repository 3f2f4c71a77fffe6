import type { Governed, Result } from '../kernel/exchange.ts';

type Exchange = Pick<Governed, 'closedFields'>;

/**
 * A result whose `data` is null where the rules of access left nothing of the operation to run: each field at its root was
 * closed. Source: Apollo's router, authorization.
 */
export const whatRan = (exchange: Exchange, result: Result): Result =>
  exchange.closedFields.size > 0 && isNothing(exchange, result) ? Object.assign(result, { data: null }) : result;

function isNothing({ closedFields }: Exchange, { data, errors = [] }: Result): boolean {
  if (!data) return false;
  const closed = new Set<unknown>();
  for (const { path, extensions } of errors)
    if (path?.length === 1 && closedFields.has(String(extensions?.['coordinate']))) closed.add(path[0]);
  return closed.size > 0 && Object.keys(data).every((key) => closed.has(key));
}
