/** Characters of what a client sent that a message may repeat. */
export const LONGEST_QUOTE = 64;
const LONGEST_MESSAGE = 300;

/** ` Did you mean "a", "b", or "c"?`, as graphql-js says it. Its own switch does not leave it out of every message. */
const SUGGESTION = / Did you mean [^?]*\?/g;
const QUOTED = /"([^"\\]*(?:\\.[^"\\]*)*)"?/g;
/** A name or number that stands without quotes. */
const BARE = /[^\s"]{65,}/g;
/** A list or object that was sent, after the words that graphql-js puts before it. */
const GIVEN = /(?<=invalid value |: )[[{][^]*?(?=; |$)/;

/** A message of graphql-js, or of ours with names of the client's, as clients get it: what it repeats is short, and names that were not sent stay untold. */
export function saidOfDocument(message: string, { suggestions }: { readonly suggestions: boolean }): string {
  const told = (suggestions ? message : message.replace(SUGGESTION, ''))
    .replace(QUOTED, (whole, text: string) => (text.length > LONGEST_QUOTE ? `"${short(text)}"` : whole))
    .replace(GIVEN, short)
    .replace(BARE, short);
  return told.length > LONGEST_MESSAGE ? `${told.slice(0, LONGEST_MESSAGE)}…` : told;
}

/** As much of a text as a message may repeat. */
export const short = (text: string): string =>
  text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
