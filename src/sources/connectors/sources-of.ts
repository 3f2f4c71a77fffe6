import type { Constants } from './constants.ts';
import type { JsonObject, Position } from '../mapping/mapping.ts';
import type { Findings } from './checks/finding.ts';
import type { ConnectDefinition, SourceDefinition } from './read/definition.ts';
import { textFill } from './request/fill.ts';
import type { Base } from './request/request.ts';
import { splitUrl } from './request/split-url.ts';

/** What the gateway's config says of a source. */
export interface ConfiguredSource {
  readonly url: string;
  /** `$config`. */
  readonly config: JsonObject;
}

/** A source that connectors call: one of the config's, or one made from the schema. */
export interface ConnectorSource {
  readonly name: string;
  /** Scheme, host and base path. */
  readonly url: string;
}

export interface PlacedSource extends ConnectorSource {
  readonly base: Base;
  readonly constants: Constants;
}

/** Stands in where the address needs a config that is not there, as when only a schema is checked. */
const UNKNOWN = 'http://unknown.invalid';

/** Settles where sources are, and gives those without a `@source` a name. */
export class Sources {
  readonly #configured: Readonly<Record<string, ConfiguredSource>> | undefined;
  readonly #env: JsonObject;
  readonly #findings: Findings;
  readonly #placed = new Map<string, PlacedSource>();

  constructor(configured: Readonly<Record<string, ConfiguredSource>> | undefined, env: JsonObject, findings: Findings) {
    this.#configured = configured;
    this.#env = env;
    this.#findings = findings;
  }

  get all(): readonly ConnectorSource[] {
    return [...this.#placed.values()].map(({ name, url }) => ({ name, url }));
  }

  /** Of a `@source`. Where the config knows it, its `url` is the address: so one schema runs against several environments. */
  declared({ name, baseURL }: SourceDefinition): PlacedSource {
    const configured = this.configured(name);
    if (configured) return configured;
    const constants = this.#constants(name);
    const fill = textFill(baseURL.parts, constants, { literal: (text) => text, value: (text) => text });
    const isWritten = baseURL.parts.every((part) => typeof part === 'string');
    const filled = fill.constant ?? '';
    const text = isWritten || this.#configured || URL.canParse(filled) ? filled : UNKNOWN;
    return this.#place(name, this.#address(text, baseURL.text.at(0)), constants);
  }

  /** Of the config alone. */
  configured(name: string): PlacedSource | undefined {
    const found = this.#own(name);
    return found && this.#place(name, new URL(found.url), this.#constants(name));
  }

  get names(): readonly string[] {
    return Object.keys(this.#configured ?? {});
  }

  /** Of a connector with an absolute URL: its origin is a source, named after the host. */
  anonymous({ url }: ConnectDefinition): PlacedSource {
    const address = this.#address(splitUrl(url).origin ?? '', url.text.at(0));
    const { host, origin } = address;
    const taken = this.#placed.get(host);
    const name = !taken || taken.url === origin ? host : origin;
    return this.#place(name, new URL(origin), this.#constants(name));
  }

  #own(name: string): ConfiguredSource | undefined {
    return this.#configured && Object.hasOwn(this.#configured, name) ? this.#configured[name] : undefined;
  }

  #constants(source: string): Constants {
    return { source, $config: this.#own(source)?.config ?? {}, $env: this.#env };
  }

  #place(name: string, address: URL, constants: Constants): PlacedSource {
    const path = address.pathname === '/' ? '' : address.pathname;
    const placed = {
      name,
      constants,
      url: address.origin + path.replace(/\/$/, ''),
      base: { path, query: address.search.slice(1) },
    };
    this.#placed.set(name, placed);
    return placed;
  }

  #address(text: string, at: Position): URL {
    const address = URL.parse(text);
    const wrong = (rule: string, message: string): URL => {
      this.#findings.error(rule, at, message);
      return new URL(UNKNOWN);
    };
    if (!address)
      return wrong(
        'INVALID_URL',
        `"${text}" is no address. Write scheme and host, as in "https://api.example.com/v1".`,
      );
    if (!/^https?:$/.test(address.protocol)) {
      return wrong(
        'INVALID_URL_SCHEME',
        `"${address.protocol}" cannot be called. An address begins with http:// or https://.`,
      );
    }
    if (address.username || address.password) {
      return wrong(
        'INVALID_URL',
        'An address holds no user and password: the schema is no place for secrets. Send a header whose value reads `$env`.',
      );
    }
    return address;
  }
}
