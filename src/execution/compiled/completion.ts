import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import type { Governed } from '../../kernel/exchange.ts';
import { type Outcome, type Recall, recallOf } from '../../kernel/fields/recall.ts';
import type { GatewayContext } from '../../kernel/fields/resolver.ts';
import { bail, BAIL } from './bail.ts';
import type { CalledField, DocumentFacts, Path } from './called-field.ts';

/** Writes a value as text; what waits leaves a hole in it. */
export type Write = (value: unknown, path: Path | undefined) => string;

/** A compiled document with fields that are called. */
export interface CalledDocument extends DocumentFacts {
  /** One after another, each when what was before is whole: their objects together are the answer. */
  readonly steps: readonly Write[];
  /** Runs a function of the document for a request. */
  readonly enter: (write: Write, value: unknown, path: Path | undefined, completion: Completion) => string;
}

/** Stands around the number of a hole. JSON has it in no text but escaped. */
const MARK = '\u0001';

/**
 * The writing of one answer with fields that are called. A promise leaves a hole in the text, filled when its value is
 * there; nothing else waits. The first thing out of the ordinary ends it, and `recall` has what was done by then.
 */
export class Completion {
  readonly exchange: Governed;
  readonly #context: GatewayContext;
  readonly #document: CalledDocument;
  readonly #outcomes: Outcome[] = [];
  readonly #written: string[] = [];
  readonly #holes: string[] = [];
  #pending = 0;
  #ended = false;
  #answer: string | undefined;
  #settle: ((text: string | undefined) => void) | undefined;

  constructor(context: GatewayContext, document: CalledDocument) {
    this.exchange = context.exchange;
    this.#context = context;
    this.#document = document;
  }

  get recall(): Recall {
    return recallOf(this.#outcomes);
  }

  /** The text of the answer, or a promise of it where something waits; `undefined` where graphql-js is to take over. */
  write(): string | undefined | Promise<string | undefined> {
    this.#go();
    if (this.#ended) return this.#answer;
    return new Promise((settle) => (this.#settle = settle));
  }

  /** Asks the resolver of a field, and writes what it gives. */
  call(field: CalledField, source: unknown, above: Path | undefined, write: Write): string {
    const path: Path = { prev: above, key: field.key, typename: field.parentType.name };
    let value: unknown;
    try {
      const args = field.args(this.exchange.variables);
      value = field.resolve(source, args, this.#context, this.#info(field, path));
    } catch (thrown) {
      this.#outcomes.push({ path, thrown });
      throw BAIL;
    }
    if (!isPromise(value)) {
      this.#outcomes.push({ path, value });
      return write(value, path);
    }
    // A query builder runs each time that it is waited for.
    const promise = value instanceof Promise ? value : Promise.resolve(value);
    this.#outcomes.push({ path, value: promise });
    return this.#hole(promise, write, path);
  }

  /** Writes an item of a list, which may be a promise. */
  item(value: unknown, path: Path, write: Write): string {
    if (!isPromise(value)) return write(value, path);
    return value instanceof Promise ? this.#hole(value, write, path) : bail();
  }

  /** The items of a list that is no array; what can be gone through but once is left to graphql-js. */
  items(value: unknown): readonly unknown[] {
    return value instanceof Set || value instanceof Map ? [...value] : bail();
  }

  typeOf(type: GraphQLAbstractType, field: CalledField, value: unknown, path: Path): string {
    const resolve = type.resolveType ?? defaultTypeResolver;
    const name = resolve(value, this.#context, this.#info(field, outsideOfLists(path)), type);
    return typeof name === 'string' ? name : bail();
  }

  isOf(type: GraphQLObjectType, field: CalledField, value: unknown, path: Path): boolean {
    return type.isTypeOf?.(value, this.#context, this.#info(field, outsideOfLists(path))) === true;
  }

  #info(field: CalledField, path: Path): GraphQLResolveInfo {
    return field.info(this.#document, path, this.exchange.variables);
  }

  #hole(promise: Promise<unknown>, write: Write, path: Path): string {
    const number = this.#holes.push('') - 1;
    this.#pending++;
    const fill = (value: unknown): void => {
      if (this.#ended) return;
      try {
        this.#holes[number] = this.#document.enter(write, value, path, this);
      } catch {
        this.#end(undefined);
        return;
      }
      if (--this.#pending === 0) this.#go();
    };
    promise.then(fill, () => this.#end(undefined));
    return `${MARK}${number}${MARK}`;
  }

  #go(): void {
    const { steps, enter } = this.#document;
    const { root } = this.#context.fetched ?? {};
    try {
      while (this.#written.length < steps.length) {
        this.#written.push(enter(steps[this.#written.length] as Write, root, undefined, this));
        if (this.#pending > 0) return;
      }
    } catch {
      this.#end(undefined); // whatever it was, graphql-js will say what it is
      return;
    }
    const text = this.#written.length === 1 ? (this.#written[0] as string) : together(this.#written);
    this.#end(this.#holes.length > 0 ? this.#filled(text) : text);
  }

  #filled(text: string): string {
    const parts = text.split(MARK);
    for (let at = 1; at < parts.length; at += 2) parts[at] = this.#filled(this.#holes[Number(parts[at])] as string);
    return parts.join('');
  }

  #end(answer: string | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#answer = answer;
    this.#settle?.(answer);
  }
}

/** The members of all objects as those of one. */
function together(objects: readonly string[]): string {
  const members = objects.map((text) => text.slice(1, -1)).filter((text) => text !== '');
  return `{${members.join(',')}}`;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Types are resolved for a field, whatever lists its values stand in. */
function outsideOfLists(path: Path): Path {
  let at = path;
  while (at.typename === undefined && at.prev) at = at.prev;
  return at;
}
