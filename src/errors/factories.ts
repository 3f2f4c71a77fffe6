import type { GatewayErrorCode } from './catalogue.ts';
import { type ErrorExtensions, GatewayError } from './gateway-error.ts';

interface Resource {
  /** What kind of thing, as the graph names it. */
  readonly type: string;
  readonly id: string | number;
}

type Extra = Omit<ErrorExtensions, 'code'>;

const about = ({ type, id }: Resource): Extra => ({ resourceType: type, resourceId: String(id) });

const make = (code: GatewayErrorCode | (string & {}), message: string, extensions: Extra = {}): GatewayError =>
  new GatewayError(message, { code, ...extensions });

/** Errors for resolvers to throw. Each gives a `GatewayError`, which reaches the client with its message, code and extensions. */
export const errors = {
  /** `NOT_FOUND`: the thing asked for does not exist. */
  notFound: (resource: Resource): GatewayError =>
    make('NOT_FOUND', `No ${resource.type} has the id "${resource.id}".`, about(resource)),
  /** `CONFLICT`: the change does not fit the present state. */
  conflict: (resource: Resource, why: string): GatewayError => make('CONFLICT', why, about(resource)),
  /** `PRECONDITION_FAILED`: the thing has changed since the caller read it. */
  preconditionFailed: (resource: Resource): GatewayError =>
    make(
      'PRECONDITION_FAILED',
      `The ${resource.type} "${resource.id}" has changed since it was read. Read it again and repeat the change.`,
      about(resource),
    ),
  /** `BAD_USER_INPUT`: an argument has a value that is not accepted; say which and why. */
  badInput: (message: string): GatewayError => make('BAD_USER_INPUT', message),
  /** `FORBIDDEN`: the principal may not do this. */
  forbidden: (message: string): GatewayError => make('FORBIDDEN', message),
  /** A code of your own, declared under `errors.codes` of the config; the rest of `extensions` leaves as given. */
  custom: (code: string, message: string, extensions: Extra = {}): GatewayError => make(code, message, extensions),
} as const;
