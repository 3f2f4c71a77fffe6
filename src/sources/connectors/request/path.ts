import type { Constants } from '../constants.ts';
import type { Json } from '../../mapping/mapping.ts';
import type { Expression } from '../read/definition.ts';
import { encodeLiteral, encodeSegment, encodeValue, guardSegment, plainText, type Refuse } from './encode.ts';
import { fillOf, joined, refuseFor, textFill, wholeFill, type Fill } from './fill.ts';
import type { Part, SplitUrl } from './split-url.ts';

export interface PathParts {
  /** Of the source's address. */
  readonly base: string;
  readonly source: Expression | undefined;
  readonly template: SplitUrl['segments'];
  readonly connect: Expression | undefined;
  /** A read may end in an empty value, as `GET /docks/` is what an absent key asks for; a write must name what it means. */
  readonly mayEndEmpty: boolean;
}

/** The path of a request: one slash between its pieces, a trailing one kept. */
export function pathFill(
  { base, source, template, connect, mayEndEmpty }: PathParts,
  constants: Constants,
): Fill<string> {
  const written = template.map((segment, index) =>
    segmentFill(segment, constants, mayEndEmpty && !connect && index === template.length - 1),
  );
  // A template of `/` adds nothing.
  const isBare = template.length === 1 && template[0]?.length === 0;
  const pieces: Fill<string>[] = [{ constant: isBare ? base : withoutSlash(base, source ?? template[0] ?? connect) }];
  if (source) pieces.push(listFill(source, constants));
  for (const [index, segment] of (isBare ? [] : written).entries()) {
    const isTrailing = index > 0 && index === written.length - 1 && segment.constant === '' && connect;
    if (!isTrailing) pieces.push({ constant: '/' }, segment);
  }
  if (connect) pieces.push(listFill(connect, constants));
  const path = joined(pieces);
  return path.constant === '' ? { constant: '/' } : path;
}

const withoutSlash = (base: string, next: unknown): string => (next === undefined ? base : base.replace(/\/$/, ''));

function segmentFill(parts: readonly Part[], constants: Constants, mayBeEmpty: boolean): Fill<string> {
  const expressions = parts.filter((part) => typeof part !== 'string');
  const [only] = expressions;
  if (!only) return { constant: encodeLiteral(parts.join('')) };
  const refuse = refuseFor(only, constants);
  const whole = (raw: string): string => {
    if (raw === '' && !mayBeEmpty) return refuse('is empty, and an address needs it');
    return raw;
  };
  if (parts.length === 1) {
    const fill = fillOf(only, constants);
    const segment = (value: Json | undefined): string => encodeSegment(whole(plainText(value, refuse)), refuse);
    const { of } = fill;
    return of ? { of: (variables) => segment(of(variables)) } : { constant: segment(fill.constant) };
  }
  // Two values that are harmless alone may be dots together.
  const raw = textFill(parts, constants, { literal: (text) => text, value: (text) => text });
  const encoded = textFill(parts, constants, { literal: encodeLiteral, value: encodeValue });
  return {
    of: (variables) => {
      guardSegment(whole(raw.of ? raw.of(variables) : raw.constant), refuse);
      return encoded.of ? encoded.of(variables) : encoded.constant;
    },
  };
}

/** Segments that a mapping gives: a list of values, or nothing. */
function listFill(expression: Expression, constants: Constants): Fill<string> {
  const refuse = refuseFor(expression, constants);
  const text = (value: Json | undefined): string => {
    if (value === undefined) return '';
    if (!Array.isArray(value)) return refuse('must be a list of segments');
    return value.map((one: Json) => `/${listed(one, refuse)}`).join('');
  };
  return wholeFill(expression, constants, text);
}

function listed(value: Json, refuse: Refuse): string {
  const text = plainText(value, refuse);
  return text === '' ? refuse('is empty, and an address needs it') : encodeSegment(text, refuse);
}
