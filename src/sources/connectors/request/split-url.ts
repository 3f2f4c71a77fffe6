import type { Template } from '../read/definition.ts';

export type Part = Template['parts'][number];

/** The parts of a URL template. */
export interface SplitUrl {
  /** Scheme and host of an absolute one. */
  readonly origin: string | undefined;
  /** What stands between the slashes of the path. */
  readonly segments: readonly (readonly Part[])[];
  readonly query: readonly Part[];
}

/** Takes a template apart; what is an expression stays one, so none can add a slash or a `?`. Fragments are dropped. */
export function splitUrl({ parts }: Template): SplitUrl {
  const [first, ...others] = parts;
  const origin = typeof first === 'string' ? /^https?:\/\/[^/?#]*/i.exec(first)?.[0] : undefined;
  const rest = typeof first === 'string' && origin !== undefined ? [first.slice(origin.length), ...others] : parts;
  const whole = upTo(rest, '#').before;
  const { before, after } = upTo(whole, '?');
  return { origin, segments: segmentsOf(before), query: after };
}

function upTo(
  parts: readonly Part[],
  sign: string,
): { readonly before: readonly Part[]; readonly after: readonly Part[] } {
  const index = parts.findIndex((part) => typeof part === 'string' && part.includes(sign));
  const found = parts[index];
  if (typeof found !== 'string') return { before: parts, after: [] };
  const at = found.indexOf(sign);
  const before = [...parts.slice(0, index), found.slice(0, at)];
  return { before, after: [found.slice(at + 1), ...parts.slice(index + 1)].filter((part) => part !== '') };
}

function segmentsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const segments: Part[][] = [[]];
  for (const part of parts) {
    if (typeof part !== 'string') segments.at(-1)?.push(part);
    else {
      for (const [index, piece] of part.split('/').entries()) {
        if (index > 0) segments.push([]);
        if (piece) segments.at(-1)?.push(piece);
      }
    }
  }
  // What stands before the first slash is nothing, or the first segment of a path written without it.
  if (segments[0]?.length === 0) segments.shift();
  return segments;
}
