/** A directive (`@key`) or type (`FieldSet`) of a specification. */
interface Element {
  /** What it is called in the merged document. */
  readonly canonical: string;
  /** The minor version that it came with. */
  readonly since: number;
}

/** A specification of https://specs.apollo.dev that a file may link. */
export interface Spec {
  readonly name: string;
  readonly major: number;
  /** The minor versions that are known, lowest and highest. */
  readonly minors: readonly [number, number];
  readonly elements: ReadonlyMap<string, Element>;
}

const HOST = 'specs.apollo.dev';

/** Types bear a prefix in the merged document, so that none is in the way of a user's own. */
function spec(
  name: string,
  version: readonly [major: number, lowest: number, highest: number],
  elements: Readonly<Record<string, number>>,
  prefix = name,
): Spec {
  const [major, ...minors] = version;
  const named = Object.entries(elements).map(([element, since]): [string, Element] => [
    element,
    { canonical: element.startsWith('@') ? element : `${prefix}__${element}`, since },
  ]);
  return { name, major, minors, elements: new Map(named) };
}

// The minor version that each came with. Apollo lists them at https://www.apollographql.com/docs/federation/federation-versions.
const FEDERATION = {
  '@key': 0,
  '@requires': 0,
  '@provides': 0,
  '@external': 0,
  '@shareable': 0,
  '@extends': 0,
  '@override': 0,
  '@tag': 0,
  '@inaccessible': 0,
  FieldSet: 0,
  '@composeDirective': 1,
  '@interfaceObject': 3,
  '@authenticated': 5,
  '@requiresScopes': 5,
  Scope: 5,
  '@policy': 6,
  Policy: 6,
  '@context': 8,
  '@fromContext': 8,
  ContextFieldValue: 8,
  '@cost': 9,
  '@listSize': 9,
  '@cacheTag': 12,
};

const CONNECT = {
  '@connect': 1,
  '@source': 1,
  URLPathTemplate: 1,
  JSONSelection: 1,
  SourceHTTP: 1,
  ConnectHTTP: 1,
  HTTPHeaderMapping: 1,
  ConnectorErrors: 1,
  ConnectBatch: 1,
};

const SPECS = [
  spec('link', [1, 0, 0], { '@link': 0, Purpose: 0, Import: 0 }),
  spec('federation', [2, 0, 13], FEDERATION),
  spec('connect', [0, 1, 4], CONNECT),
  spec('tag', [0, 1, 3], { '@tag': 1 }),
  spec('inaccessible', [0, 1, 2], { '@inaccessible': 1 }),
  spec('authenticated', [0, 1, 1], { '@authenticated': 1 }),
  spec('requiresScopes', [0, 1, 1], { '@requiresScopes': 1, Scope: 1 }, 'federation'),
  spec('policy', [0, 1, 1], { '@policy': 1, Policy: 1 }, 'federation'),
  spec('context', [0, 1, 1], { '@context': 1, '@fromContext': 1, ContextFieldValue: 1 }, 'federation'),
  spec('cost', [0, 1, 1], { '@cost': 1, '@listSize': 1 }),
  spec('cacheTag', [0, 1, 1], { '@cacheTag': 1 }),
];

/** What the `url` of a `@link` says. */
export interface SpecUrl {
  /** The last part of the path before the version: what elements are prefixed with. */
  readonly name: string;
  /** Missing when the address has none. */
  readonly version: { readonly major: number; readonly minor: number } | undefined;
  readonly spec: Spec | undefined;
}

/** Reads the `url` of a `@link`; `undefined` when it is no address. */
export function readSpecUrl(url: string): SpecUrl | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  const parts = pathname.split('/').filter((part) => part !== '');
  const [, major, minor] = /^v(\d+)\.(\d+)$/.exec(parts.at(-1) ?? '') ?? [];
  const isVersioned = major !== undefined && minor !== undefined;
  const name = (isVersioned ? parts.at(-2) : parts.at(-1)) ?? '';
  const known = hostname === HOST && parts.length === 2 && isVersioned;
  return {
    name,
    version: isVersioned ? { major: Number(major), minor: Number(minor) } : undefined,
    spec: known ? SPECS.find((one) => one.name === name) : undefined,
  };
}
