import { GatewayError } from '../../errors/gateway-error.ts';
import { overLimit } from '../../errors/over-limit.ts';
import type { LimitsConfig } from './config.ts';

/**
 * Walks variables as sent, until something is too much. Goes no deeper than they may be, so that neither a value that
 * contains itself nor a deep one can harm.
 */
export function judgeVariables(variables: Readonly<Record<string, unknown>>, most: LimitsConfig): void {
  new Walk(most).members(variables, 1);
}

class Walk {
  readonly #most: LimitsConfig;
  #keys = 0;
  #size = 0;

  constructor(most: LimitsConfig) {
    this.#most = most;
  }

  members(value: object, depth: number): void {
    if (depth > this.#most.variablesDepth) throw overLimit('variablesDepth', this.#most.variablesDepth);
    for (const [name, member] of Object.entries(value)) {
      refuseDisguise(name, member, 'variables');
      if (++this.#keys > this.#most.variablesKeys) throw overLimit('variablesKeys', this.#most.variablesKeys);
      this.#grow(name.length);
      this.#value(member, depth);
    }
  }

  #value(value: unknown, depth: number): void {
    if (typeof value === 'string') return this.#grow(value.length);
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) return this.members(value, depth + 1);
    if (value.length > this.#most.listArguments) throw overLimit('listArguments', this.#most.listArguments);
    if (depth >= this.#most.variablesDepth) throw overLimit('variablesDepth', this.#most.variablesDepth);
    for (const item of value) this.#value(item, depth + 1);
  }

  #grow(characters: number): void {
    this.#size += characters;
    if (this.#size > this.#most.variablesSize) throw overLimit('variablesSize', this.#most.variablesSize);
  }
}

/** The same for `extensions`, of which the gateway reads no more than a hash. */
export function judgeExtensions(extensions: Readonly<Record<string, unknown>>, most: number): void {
  let size = 0;
  const walk = (value: unknown): void => {
    if (typeof value === 'string') size += value.length;
    else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        refuseDisguise(name, member, 'extensions');
        size += name.length;
        if (size > most) break;
        walk(member);
      }
    }
    if (size > most) throw overLimit('extensions', most);
  };
  walk(extensions);
}

/** Members that would change what an object is, should anyone on the way copy it carelessly. */
function refuseDisguise(name: string, value: unknown, where: string): void {
  const isDisguise =
    name === '__proto__' ||
    (name === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype'));
  if (isDisguise)
    throw new GatewayError(`A member of \`${where}\` has a name that is not taken.`, { code: 'BAD_REQUEST' });
}
