import { GatewayError } from '../../errors/gateway-error.ts';
import { overLimit } from '../../errors/over-limit.ts';

/** What a text of JSON shows without being read. */
interface Outline {
  readonly depth: number;
  /** Names of members, at all levels. */
  readonly members: number;
  /** Whether a double holds each of its numbers: what it holds instead would be another id, or none at all. */
  readonly exact: boolean;
}

/** Reads JSON that somebody sent. @param what names it in messages @param deepest levels that it may have */
export function readJson(text: string, what: string, deepest: number): unknown {
  const { depth, members, exact } = outlineOf(text, deepest);
  if (depth > deepest) throw overLimit('jsonDepth', deepest);
  const value = parse(text, what);
  if (!exact) throw unreadable(`${what} has a number that is too large to be kept as it is. Send long ids as texts.`);
  // Readers differ in which of two they take; what was judged on the way here may have been the other.
  if (membersOf(value) < members) throw unreadable(`${what} has the same name twice in one object. Send each once.`);
  return value;
}

/** Stops where the text goes deeper than it may. Says nothing of use of what is no JSON. */
function outlineOf(text: string, deepest: number): Outline {
  let [depth, most, members] = [0, 0, 0];
  let exact = true;
  for (let at = 0; at < text.length && most <= deepest; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case 0x22: // "
        at = endOfString(text, at);
        break;
      case 0x3a: // :
        members++;
        break;
      case 0x5b: // [
      case 0x7b: // {
        most = Math.max(most, ++depth);
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      default:
        if (code < 0x30 || code > 0x39) continue;
        const number = numberAt(text, at);
        exact &&= isKept(number);
        at += number.length - 1;
    }
  }
  return { depth: most, members, exact };
}

const NUMBER = /[\d.eE+-]+/y;

function numberAt(text: string, at: number): string {
  NUMBER.lastIndex = at;
  return NUMBER.exec(text)?.[0] ?? '';
}

/** Of fractions the nearest will do. */
function isKept(number: string): boolean {
  const value = Number(number);
  return /^\d{16,}$/.test(number) ? Number.isSafeInteger(value) : Number.isFinite(value) || Number.isNaN(value);
}

/** Where the string ends that begins there; the end of the text where it never does. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + membersOf(item), 0);
  const members = Object.values(value);
  return members.reduce((sum: number, member) => sum + membersOf(member), members.length);
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 quotes the text after the first comma; the position alone says enough and echoes nothing.
    const position = /position \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    throw unreadable(`${what} is not JSON${position ? ` (at ${position})` : ''}.`);
  }
}

export const unreadable = (message: string): GatewayError => new GatewayError(message, { code: 'BAD_REQUEST' });
