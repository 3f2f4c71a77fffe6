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

const PREFERENCE: readonly MediaType[] = ['application/json', 'application/graphql-response+json'];

function choose(accept: string): MediaType | null {
  const ranges = accept.split(',').map(toRange);
  let best: { type: MediaType; quality: number; order: number } | null = null;
  for (const type of PREFERENCE) {
    const range = mostSpecific(type, ranges);
    if (!range || range.quality === 0) continue;
    const order = ranges.indexOf(range);
    if (!best || range.quality > best.quality || (range.quality === best.quality && range.exact && order < best.order))
      best = { type, quality: range.quality, order };
  }
  return best?.type ?? null;
}

interface Range {
  readonly type: string;
  readonly quality: number;
  readonly exact: boolean;
}

function toRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const readable = charset === undefined || charset === 'utf-8' || charset === '"utf-8"';
  return { type, quality: readable && Number.isFinite(quality) ? quality : 0, exact: !type.includes('*') };
}

function mostSpecific(type: MediaType, ranges: readonly Range[]): Range | undefined {
  return (
    ranges.find((range) => range.type === type) ??
    ranges.find((range) => range.type === 'application/*') ??
    ranges.find((range) => range.type === '*/*')
  );
}
