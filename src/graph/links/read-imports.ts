import { type ConstValueNode, Kind } from 'graphql';
import type { Finding } from '../../kernel/problems/problem.ts';
import { findingAt } from './finding.ts';

/** One entry of `import: [ … ]`. */
export interface Import {
  /** Of the specification: `@key` or `FieldSet`. */
  readonly name: string;
  /** In the file. */
  readonly as: string;
  readonly node: ConstValueNode;
}

const HOW = 'Write the name as a string, "@key", or { name: "@key", as: "@primary" }.';

/** The entries of a link's `import`; each that is malformed is reported and left out. */
export function readImports(value: ConstValueNode | undefined, findings: Finding[]): readonly Import[] {
  if (!value || value.kind === Kind.NULL) return [];
  const entries = value.kind === Kind.LIST ? value.values : [value];
  return entries.flatMap((node) => {
    const read = readImport(node);
    if (typeof read !== 'string') return [read];
    findings.push(findingAt('error', node, `${read} ${HOW}`));
    return [];
  });
}

/** An import, or why it is none. */
function readImport(node: ConstValueNode): Import | string {
  if (node.kind === Kind.STRING) return withinNames({ name: node.value, as: node.value, node });
  if (node.kind !== Kind.OBJECT) return 'This is no import.';
  const texts = new Map<string, string>();
  for (const { name, value } of node.fields) {
    if (value.kind !== Kind.STRING) return `\`${name.value}\` of an import is a string.`;
    texts.set(name.value, value.value);
  }
  const strange = [...texts.keys()].find((key) => key !== 'name' && key !== 'as');
  if (strange !== undefined) return `An import has no \`${strange}\`.`;
  const name = texts.get('name');
  if (name === undefined) return 'This import says no `name`.';
  return withinNames({ name, as: texts.get('as') ?? name, node });
}

function withinNames(read: Import): Import | string {
  const wrong = [read.name, read.as].find((name) => !/^@?[A-Za-z_]\w*$/.test(name));
  if (wrong !== undefined) return `"${wrong}" is no name.`;
  if (read.name.startsWith('@') === read.as.startsWith('@')) return read;
  return `"${read.name}" cannot be called "${read.as}": names of directives begin with @, those of types do not.`;
}
