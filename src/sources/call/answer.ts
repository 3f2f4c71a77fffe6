/** An answer of a source, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Why there is no text of a body: its content type names a charset that is not known. */
  readonly unreadable?: Error;
}

export function contentTypeOf({ 'content-type': type }: Answer['headers']): string | undefined {
  return Array.isArray(type) ? type[0] : type;
}
