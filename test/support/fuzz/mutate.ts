import type { Written } from './grammar.ts';
import type { Random } from './random.ts';

/** What is put in at random: tokens, and bytes that are none. */
const PIECES = [
  '{', '}', '(', ')', '[', ']', ':', '!', '$', '@', '...', '|', '&', '=', '"', '"""', '#', '\\', ',', '\n', '\0', '\u2028', '😀', '\uD800',
  'query', 'mutation', 'subscription', 'fragment', 'on', 'null', 'true', '__typename', '__schema', '__proto__', 'constructor',
  '@skip(if: true)', '@include(if: $v0)', '@aa', '...F0', '$v0', '0', '-1', '1e400', '9007199254740993', '"\\u0000"', '"\\uD83D"', 'items', 'id',
] as const; // prettier-ignore

const VALUES: readonly [unknown, ...unknown[]] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53 + 2,
  '',
  '..',
  '\0',
  '\uD800',
  'x'.repeat(5_000),
  [],
  [[]],
  {},
  { a: {} },
  [null],
  ['1', 2],
];

const TOKEN = /"(?:[^"\\\n]|\\.)*"|\.\.\.|[$@]?\w+|[^\s]/gu;

/** Spoils a request in a few places; leaves some as they are. */
export function mutated({ text, variables }: Written, random: Random): Written {
  const times = random.chance(0.4) ? 0 : 1 + random.below(4);
  let made: Written = { text, variables };
  for (let time = 0; time < times; time++)
    made = random.chance(0.7)
      ? { ...made, text: spoiltText(made.text, random) }
      : { ...made, variables: spoiltVariables(made.variables, random) };
  return made;
}

function spoiltText(text: string, random: Random): string {
  const tokens: string[] = text.match(TOKEN) ?? [];
  const at = random.below(tokens.length + 1);
  const [piece, other] = [random.of(PIECES), random.below(tokens.length + 1)];
  switch (random.below(7)) {
    case 0:
      tokens.splice(at, 1);
      break;
    case 1:
      tokens.splice(at, 0, piece);
      break;
    case 2:
      tokens.splice(at, 1, piece);
      break;
    case 3:
      tokens.splice(at, 0, ...tokens.slice(other, other + 1 + random.below(10)));
      break;
    case 4:
      tokens.splice(at, 0, ...Array.from({ length: random.below(2_000) }, () => piece));
      break;
    case 5:
      tokens.length = at;
      break;
    default:
      return text.slice(0, at) + piece + text.slice(at);
  }
  return tokens.join(' ');
}

function spoiltVariables(variables: Written['variables'], random: Random): Written['variables'] {
  const names = ['v0', 'other', '__proto__', ...Object.keys(variables)] as const;
  const name = random.of(names);
  const { [name]: _, ...others } = variables;
  return random.chance(0.3) ? others : Object.fromEntries([...Object.entries(others), [name, random.of(VALUES)]]);
}
