import * as z from 'zod';

/** An operation as a client's toolchain wrote it. */
export interface ManifestEntry {
  readonly id: string;
  readonly text: string;
  /** What the manifest says of the text, where its form does. */
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly clientName?: string | undefined;
}

/** Source: Apollo, persisted query manifest, version 1. */
const APOLLO = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z
      .object({
        id: z.string(),
        body: z.string(),
        name: z.string().optional(),
        type: z.string().optional(),
        clientName: z.string().nullish(),
      })
      .transform(({ body, clientName, ...rest }) => ({ ...rest, text: body, clientName: clientName ?? undefined })),
  ),
});

/** What Relay's compiler and GraphQL Code Generator write: `{ id: text }`. */
const MAP = z.record(z.string(), z.string());
/** What older tools about Relay write: `[[id, text], …]`. */
const PAIRS = z.array(z.tuple([z.string(), z.string()]));

/** Whether a manifest is, if any, one of the form `{ id: text }`. */
export const isMap = (json: unknown): boolean => !Array.isArray(json) && !isApollos(json);

/** An id may be `operations` too. */
const isApollos = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'operations' in json && typeof json.operations !== 'string';

/** The operations of a manifest, which is known by its shape. @throws z.ZodError when it has none that is known. */
export function manifestEntries(json: unknown): readonly ManifestEntry[] {
  if (Array.isArray(json)) return PAIRS.parse(json).map(([id, text]) => ({ id, text }));
  if (isApollos(json)) return APOLLO.parse(json).operations;
  MAP.parse(json);
  // Not what zod gives: it leaves out `__proto__`.
  return Object.entries(json ?? {}).map(([id, text]) => ({ id, text: z.string().parse(text) }));
}
