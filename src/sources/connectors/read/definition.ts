import type { Mapping, Position } from '../../mapping/mapping.ts';
import type { ConnectorPlace, Method } from '../connector.ts';
import type { Text } from './text.ts';

/** A mapping as it stands in the schema. */
export interface Expression {
  readonly text: Text;
  readonly mapping: Mapping;
}

/** A text with `{expressions}`. */
export interface Template {
  readonly text: Text;
  readonly parts: readonly (string | Expression)[];
}

/** `name` is in lower case; it has either `from` or `value`. */
export type HeaderDefinition = { readonly name: string; readonly at: Position } & (
  | { readonly from: string; readonly value?: never }
  | { readonly value: Template; readonly from?: never }
);

/** What `http` of both directives has. */
export interface HttpDefinition {
  readonly headers: readonly HeaderDefinition[];
  readonly path: Expression | undefined;
  readonly queryParams: Expression | undefined;
}

export interface ErrorsDefinition {
  readonly message: Expression | undefined;
  readonly extensions: Expression | undefined;
  readonly isSuccess: Expression | undefined;
}

/** A `@source`, read. */
export interface SourceDefinition {
  readonly name: string;
  readonly at: Position;
  readonly baseURL: Template;
  readonly http: HttpDefinition;
  readonly errors: ErrorsDefinition;
}

/** A `@connect`, read. */
export interface ConnectDefinition {
  readonly coordinate: string;
  readonly at: Position;
  readonly place: ConnectorPlace;
  /** The connect version before v0.4 knows no abstract types. */
  readonly grammar: Mapping['grammar'];
  readonly source: Text | undefined;
  readonly id: Text | undefined;
  readonly method: Method;
  readonly url: Template;
  readonly http: HttpDefinition;
  readonly body: Expression | undefined;
  readonly batch: { readonly maxSize: number; readonly at: Position } | null;
  readonly errors: ErrorsDefinition;
  readonly selection: Expression;
  /** As written. */
  readonly entity: { readonly value: boolean; readonly at: Position } | undefined;
}
