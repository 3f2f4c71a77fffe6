export type MediaType = 'application/graphql-response+json' | 'application/json';

/**
 * The media type of a successful answer, `null` where the client takes neither. Without a wish it is `application/json`,
 * which clients older than the standard expect. Source: GraphQL over HTTP §1.4; audits 80D8 and 47DE.
 */
export function negotiate(accept: string | undefined): MediaType | null {
  if (accept === undefined || accept.trim() === '') return 'application/json';
  const known = answers.get(accept);
  if (known !== undefined) return known;
  const chosen = choose(accept);
  // Clients of one kind send one text; the bound keeps strangers from filling the memory.
  if (answers.size < 256) answers.set(accept, chosen);
  return chosen;
}

const answers = new Map<string, MediaType | null>();

/** Where a client has no wish between the two, its older one. */
const PREFERENCE: readonly MediaType[] = ['application/json', 'application/graphql-response+json'];

function choose(accept: string): MediaType | null {
  const ranges = accept.split(',').map(toRange);
  const [best] = PREFERENCE.map((type) => ({ ...mostSpecific(type, ranges), type }))
    .filter(({ quality }) => quality > 0)
    // What is named goes before what a wildcard lets in, and among named ones the earlier; the sort keeps our preference.
    .sort((a, b) => b.quality - a.quality || Number(b.exact) - Number(a.exact) || (a.exact ? a.order - b.order : 0));
  return best?.type ?? null;
}

interface Range {
  readonly type: string;
  readonly quality: number;
  readonly exact: boolean;
  readonly order: number;
}

function toRange(text: string, order: number): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const readable = charset === undefined || /^"?utf-?8"?$/.test(charset);
  const legal = readable && quality >= 0 && quality <= 1;
  return { type, quality: legal ? quality : 0, exact: !type.includes('*'), order };
}

const NOT_ACCEPTED: Range = { type: '', quality: 0, exact: false, order: 0 };

/** Source: RFC 9110 §12.5.1. */
function mostSpecific(type: MediaType, ranges: readonly Range[]): Range {
  for (const pattern of [type, 'application/*', '*/*']) {
    const matching = ranges.filter((range) => range.type === pattern);
    if (matching.length > 0) return matching.reduce((best, range) => (range.quality > best.quality ? range : best));
  }
  return NOT_ACCEPTED;
}
