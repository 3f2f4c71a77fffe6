import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import { CONNECT_VERSIONS, type ConnectVersion } from '../../kernel/ports/graph.ts';
import type { Finding } from '../../kernel/problems/problem.ts';
import { findingAt } from './finding.ts';
import { type Import, readImports } from './read-imports.ts';
import { readSpecUrl, type Spec, type SpecUrl } from './specs.ts';

/** A specification that a file links. */
interface Link extends SpecUrl {
  /** Names with `<prefix>__` are its own. */
  readonly prefix: string;
  readonly imports: readonly Import[];
  readonly node: ConstDirectiveNode;
}

/** The links of one file: what its names mean. */
export interface FileLinks {
  /**
   * What a directive (`@c`) or type (`FieldSet`) of the file is called in the merged document. `foreign` belongs to a
   * specification that nobody knows here; `undefined` to none that the file links.
   */
  readonly meaning: (name: string) => { readonly canonical: string } | 'foreign' | undefined;
  /** The specification among the linked ones that has this directive, whether it is imported or not. */
  readonly ownerOf: (canonical: string) => Pick<Link, 'name' | 'prefix'> | undefined;
  readonly connectVersion: ConnectVersion | undefined;
  readonly findings: readonly Finding[];
}

/** Reads the `@link`s of a file, under whatever name it gives `@link` itself. */
export function readLinks(document: DocumentNode): FileLinks {
  const findings: Finding[] = [];
  const links = linkNodes(document).flatMap((node) => readLink(node, findings));
  checkRepeated(links, findings);
  const imported = importedNames(links, findings);
  const byPrefix = new Map(links.map((link) => [link.prefix, link]));
  return {
    meaning(name) {
      const found = imported.get(name) ?? byPrefixed(name, byPrefix);
      if (!found) return undefined;
      if (!found.link.spec) return 'foreign';
      const canonical = found.link.spec.elements.get(found.element)?.canonical;
      return canonical === undefined ? undefined : { canonical };
    },
    ownerOf: (canonical) => links.find(({ spec }) => spec?.elements.has(canonical)),
    connectVersion: connectVersionOf(links),
    findings,
  };
}

/** The `@link`s of the schema: `@link` may itself be renamed, by a link to its own specification. */
function linkNodes(document: DocumentNode): readonly ConstDirectiveNode[] {
  const directives = document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? [])
      : [],
  );
  const own = directives.find((node) => {
    const spec = readSpecUrl(textOf(argument(node, 'url')) ?? '')?.spec;
    return spec?.name === 'link' && node.name.value === (textOf(argument(node, 'as')) ?? 'link');
  });
  return directives.filter(({ name }) => name.value === (own?.name.value ?? 'link'));
}

function readLink(node: ConstDirectiveNode, findings: Finding[]): readonly Link[] {
  const report = (message: string): readonly Link[] => {
    findings.push(findingAt('error', argument(node, 'url') ?? node, message));
    return [];
  };
  const url = textOf(argument(node, 'url'));
  if (url === undefined) return report('@link needs a `url`, such as "https://specs.apollo.dev/federation/v2.12".');
  const read = readSpecUrl(url);
  if (!read)
    return report(`"${url}" is no address. Write it in full, such as "https://specs.apollo.dev/connect/v0.3".`);
  checkVersion(read, node, findings);
  checkPurpose(read, url, node, findings);
  const prefix = textOf(argument(node, 'as')) ?? read.name;
  return [{ ...read, prefix, imports: readImports(argument(node, 'import'), findings), node }];
}

/** An unknown connect version changes what mappings mean, so it is refused; of others the newest known is taken. */
function checkVersion({ spec, version }: SpecUrl, node: ConstDirectiveNode, findings: Finding[]): void {
  if (!spec || !version) return;
  const [lowest, highest] = spec.minors;
  if (version.major === spec.major && version.minor >= lowest && version.minor <= highest) return;
  const wrong = `${spec.name}/v${version.major}.${version.minor}`;
  const known = `v${spec.major}.${lowest} to v${spec.major}.${highest}`;
  const stops = spec.name === 'connect' || version.major !== spec.major;
  const message = stops
    ? `${wrong} is not supported. Link one of ${spec.name}/${known}.`
    : `${wrong} is not known. It is read as v${spec.major}.${highest}; known are ${known}.`;
  findings.push(findingAt(stops ? 'error' : 'warning', argument(node, 'url') ?? node, message));
}

/** `for:` says that a schema must not be served by who does not know the specification. Source: specs.apollo.dev/link/v1.0. */
function checkPurpose({ spec }: SpecUrl, url: string, node: ConstDirectiveNode, findings: Finding[]): void {
  if (spec) return;
  const purpose = argument(node, 'for');
  const named = purpose?.kind === Kind.ENUM ? purpose.value : undefined;
  const at = argument(node, 'url') ?? node;
  if (named === 'SECURITY' || named === 'EXECUTION') {
    const message = `The gateway does not know ${url}, and the link is \`for: ${named}\`: without it the schema must not be served. Remove the link and what it imports.`;
    findings.push(findingAt('error', at, message));
    return;
  }
  findings.push(findingAt('warning', at, `The gateway does not know ${url}. Its directives have no effect.`));
}

function checkRepeated(links: readonly Link[], findings: Finding[]): void {
  for (const [index, { spec, prefix, node }] of links.entries()) {
    const before = links.slice(0, index);
    const what = spec && before.some((link) => link.spec === spec) ? spec.name : undefined;
    if (what !== undefined) {
      const message = `This file links ${what} twice. Keep one link, with all that you import.`;
      findings.push(findingAt('error', node, message));
    } else if (before.some((link) => link.prefix === prefix)) {
      const message = `Another link of this file is called "${prefix}" too. Give one of them another name by \`as:\`.`;
      findings.push(findingAt('error', node, message));
    }
  }
}

type Meant = { readonly link: Link; readonly element: string };

function importedNames(links: readonly Link[], findings: Finding[]): ReadonlyMap<string, Meant> {
  const names = new Map<string, Meant>();
  for (const link of links) {
    for (const { name, as, node } of link.imports) {
      const before = names.get(as);
      if (before && (before.link !== link || before.element !== name)) {
        const message = `"${as}" is already the name of ${before.link.name}'s ${before.element} here. Import one of them under another name.`;
        findings.push(findingAt('error', node, message));
        continue;
      }
      if (link.spec) checkElement({ ...link, spec: link.spec }, name, node, findings);
      names.set(as, { link, element: name });
    }
  }
  return names;
}

function checkElement(
  { spec, version }: Link & { readonly spec: Spec },
  name: string,
  node: ConstValueNode,
  findings: Finding[],
): void {
  const element = spec.elements.get(name);
  if (!element) {
    const message = `${spec.name} has nothing called "${name}".${didYouMean(name, [...spec.elements.keys()])}`;
    findings.push(findingAt('error', node, message));
  } else if (version && version.minor < element.since) {
    const message = `${name} came with ${spec.name}/v${spec.major}.${element.since}; this file links v${version.major}.${version.minor}, under which a strict composer refuses it.`;
    findings.push(findingAt('warning', node, message));
  }
}

/** `@connect__source` and `connect__JSONSelection`; `@connect` alone is the directive that bears its specification's name. */
function byPrefixed(name: string, links: ReadonlyMap<string, Link>): Meant | undefined {
  const at = name.startsWith('@') ? '@' : '';
  const bare = name.slice(at.length);
  const end = bare.indexOf('__');
  const link = links.get(end > 0 ? bare.slice(0, end) : bare);
  if (!link) return undefined;
  if (end > 0) return { link, element: `${at}${bare.slice(end + 2)}` };
  return at === '' ? undefined : { link, element: `@${link.name}` };
}

function connectVersionOf(links: readonly Link[]): ConnectVersion | undefined {
  const version = links.find(({ spec }) => spec?.name === 'connect')?.version;
  return CONNECT_VERSIONS.find((known) => known === `${version?.major}.${version?.minor}`);
}

function argument(node: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return node.arguments?.find((one) => one.name.value === name)?.value;
}

const textOf = (value: ConstValueNode | undefined): string | undefined =>
  value?.kind === Kind.STRING ? value.value : undefined;
