import { defineConfig } from 'oxlint';

/** The rooms of `src/`. A room imports `kernel/`, `errors/` and itself; what it needs of another is a port in `kernel/ports/`. */
const ROOMS = ['edge', 'operations', 'governance', 'execution', 'sources', 'graph', 'control', 'telemetry', 'adapters'];

/** Where the rooms are put together; only these files of `src/` may import them. */
const ROOTS = ['gateway', 'residents', 'generation', 'generations', 'toolbox', 'request-path'];

/** Which rooms may import a vendor's packages; no other file of `src/` may. */
const FENCES = [
  { packages: 'fastify|@fastify/.+', rooms: ['edge', 'control'] },
  { packages: 'helmet|altair-static|find-my-way', rooms: ['edge'] },
  { packages: '@apollo/.+', rooms: ['execution', 'control'] },
  { packages: '@graphql-tools/.+', rooms: ['graph'] },
  { packages: '(cockatiel|undici|dataloader)(/.+)?', rooms: ['sources'] },
  { packages: '(ioredis|keyv|pg)(/.+)?|@keyv/.+|node:sqlite|@openfeature/.+', rooms: ['adapters'] },
  { packages: 'kysely(/.+)?', rooms: ['adapters', 'control'] },
];

/** The API is free to all, the rest of OpenTelemetry is telemetry's. A glob, because the linter's regexes cannot say "but". */
const OPEN_TELEMETRY = {
  group: ['@opentelemetry/*', '!@opentelemetry/api'],
  message: 'Only src/telemetry/ may import more of OpenTelemetry than its API.',
};

/** Spellings that go around the other patterns. */
const DETOURS = [
  { regex: '^\\./\\.\\.?/', message: 'Write the shortest path.' },
  { regex: '^tollgate(/|$)', message: 'Inside of src/ import the file itself.' },
];

type Pattern = { readonly message: string } & ({ readonly regex: string } | { readonly group: string[] });

/** The vendors closed to a room, or to every file that stands in none. */
const closedVendors = (room?: string): Pattern[] => [
  ...DETOURS,
  ...(room === 'telemetry' ? [] : [OPEN_TELEMETRY]),
  ...FENCES.filter(({ rooms }) => room === undefined || !rooms.includes(room)).map(({ packages, rooms }) => ({
    regex: `^(${packages})$`,
    message: `Only ${rooms.map((one) => `src/${one}/`).join(' and ')} may import this package.`,
  })),
];

/** Nothing outside of the folder may be imported, but for the names given. `up` leads from the file out of its folder. */
const onlyOutside = (up: string, names: readonly string[], message: string): Pattern => ({
  group: [`${up}*`, `${up}*/**`, ...names.flatMap((name) => [`!${up}${name}`, `!${up}${name}/**`])],
  message,
});

const restricted = (files: string[], ...patterns: Pattern[]) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] as ['error', { patterns: Pattern[] }] },
});

/** A folder of `src/`: from its files, and from those one and two folders deeper. */
const folder = (name: string, outside: readonly string[], vendors: Pattern[], message: string) => [
  restricted([`src/${name}/*.ts`], ...vendors, onlyOutside('../', outside, message)),
  restricted([`src/${name}/*/**/*.ts`], ...vendors, onlyOutside('../../', outside, message)),
  restricted([`src/${name}/*/*/**/*.ts`], ...vendors, onlyOutside('../../../', outside, message)),
];

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['dist/**', 'coverage/**', 'test/fixtures/**'],
  rules: {
    // Types count too, which is not the default: a cycle of types is a knot for the reader all the same.
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'import/no-named-as-default-member': 'off', // fast-check is written `fc.…` everywhere
    'max-lines': ['error', { max: 300 }],
    'max-lines-per-function': ['error', { max: 50 }],
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: true }],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-sort': 'off',
  },
  overrides: [
    // A file or folder that is not named below may import no room and no vendor, until it is.
    restricted(['src/**/*.ts'], ...closedVendors(), {
      regex: `^(\\./|(\\.\\./)+)(${ROOMS.join('|')})/`,
      message: 'Only rooms and composition roots import rooms. Name a new one in oxlint.config.ts.',
    }),
    ...ROOMS.flatMap((room) =>
      folder(
        room,
        ['kernel', 'errors'],
        closedVendors(room),
        'A room imports kernel/, errors/ and itself. What it needs of another room is a port in src/kernel/ports/.',
      ),
    ),
    ...folder('kernel', ['errors'], closedVendors(), 'kernel/ stands below all rooms and imports errors/ at most.'),
    ...folder('errors', [], closedVendors(), 'errors/ stands below everything and imports nothing of ours.'),
    ...folder(
      'cli',
      ['kernel', 'errors', 'gateway.ts', 'toolbox.ts', 'config.ts', 'environment.ts'],
      closedVendors(),
      'A command reaches the rooms through gateway.ts and toolbox.ts.',
    ),
    restricted(
      ROOTS.map((root) => `src/${root}.ts`),
      ...closedVendors(),
      {
        regex: '^\\./(cli|index|testing)(/|\\.ts$)',
        message: 'What puts rooms together stands below the commands and the public API.',
      },
    ),
    // The public API shows what rooms have for users; it is nothing but exports.
    restricted(['src/index.ts'], ...closedVendors()),
    restricted(['src/config.ts'], ...closedVendors(), {
      group: [
        './*',
        './*/**',
        '!./kernel',
        '!./kernel/**',
        '!./errors',
        '!./errors/**',
        '!./config-problems.ts',
        ...ROOMS.flatMap((room) => [`!./${room}`, `!./${room}/config.ts`]),
      ],
      message: 'Of a room, config.ts imports the config schema only.',
    }),
    restricted(['demo/**/*.ts'], {
      regex: '/src/',
      message: 'The demo uses the public API only: import from "tollgate".',
    }),
    // One list, which is read from top to bottom: cut into functions it would be less of one.
    { files: ['src/request-path.ts'], rules: { 'max-lines-per-function': 'off' } },
    { files: ['*.config.ts', 'demo/*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    {
      files: ['test/**/*.ts', '**/*.test.ts'],
      rules: {
        'max-lines-per-function': 'off',
        'no-unsafe-optional-chaining': 'off',
        'no-unmodified-loop-condition': 'off',
      },
    },
  ],
});
