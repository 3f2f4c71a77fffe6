import {
  usesOf,
  loadMapping,
  type Grammar,
  type LoadedFinding,
  type Place,
  type Position,
} from '../../mapping/mapping.ts';
import type { Findings } from '../checks/finding.ts';
import { unknownContext } from '../context.ts';
import type { Expression, Template } from './definition.ts';
import { partOf, type Text } from './text.ts';

/** Where a mapping stands: the rule that tells of it, what it may use, and whether its mistakes reach a source. */
export interface ExpressionSite extends Place {
  readonly rule: string;
  readonly isRequest: boolean;
}

/** Reads the mappings of one file's directives. */
export class Expressions {
  readonly grammar: Grammar;
  readonly #findings: Findings;

  constructor(grammar: Grammar, findings: Findings) {
    this.grammar = grammar;
    this.#findings = findings;
  }

  mapping(text: Text | undefined, site: ExpressionSite): Expression | undefined {
    if (!text) return undefined;
    const { mapping, findings } = loadMapping(text.value, { ...site, grammar: this.grammar, position: text.at });
    for (const finding of findings) this.#tell(finding, site);
    for (const { variable, path, start } of mapping ? usesOf(mapping) : []) {
      const unknown = variable === '$context' ? unknownContext(path) : undefined;
      if (unknown !== undefined) this.#findings.warning(site.rule, text.at(start), unknown);
      if (variable !== '$env' || path.length > 0) continue;
      const message = '`$env` is the whole environment, secrets and all. Name a variable: `$env.NAME`.';
      this.#findings.error(site.rule, text.at(start), message);
    }
    const isBroken = findings.some(({ kind }) => kind === 'empty' || kind === 'reads-input');
    return mapping && !isBroken ? { text, mapping } : undefined;
  }

  /** `undefined` where an expression cannot be read. */
  template(text: Text | undefined, site: ExpressionSite): Template | undefined {
    if (!text) return undefined;
    const parts: (string | Expression)[] = [];
    let at = 0;
    for (;;) {
      const open = text.value.indexOf('{', at);
      const literal = text.value.slice(at, open < 0 ? undefined : open).replaceAll(/[\t\n\f\r]/g, '');
      if (literal) parts.push(literal);
      if (open < 0) return { text, parts };
      const close = closing(text.value, open);
      if (close < 0) return this.#unclosed(text.at(open), site);
      const expression = this.mapping(partOf(text, open + 1, close), site);
      if (!expression) return undefined;
      parts.push(expression);
      at = close + 1;
    }
  }

  #unclosed(at: Position, { rule }: ExpressionSite): undefined {
    return this.#findings.error(rule, at, 'This `{` is never closed. Write `{$args.name}`; a brace itself is `%7B`.');
  }

  #tell({ kind, message, ...at }: LoadedFinding, { rule, isRequest }: ExpressionSite): void {
    const isHarmless =
      kind === 'reads-property' || kind === 'method-arguments' || (kind === 'unknown-method' && !isRequest);
    if (isHarmless) this.#findings.warning(rule, at, message);
    else this.#findings.error(rule, at, message);
  }
}

/** The brace that closes the one at `open`; those in quotes do not count. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return at;
    else if (sign === '"' || sign === "'") {
      do at += text.charAt(at) === '\\' ? 2 : 1;
      while (at < text.length && text.charAt(at) !== sign);
    }
  }
  return -1;
}
