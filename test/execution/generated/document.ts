import type { Dice } from './dice.ts';
import { type GeneratedField, type GeneratedSchema, namedOf, possibleTypes } from './schema.ts';

export interface GeneratedDocument {
  readonly text: string;
  /** Values of its variables; once more with all conditions turned. */
  readonly variables: readonly [Record<string, unknown>, Record<string, unknown>];
}

const VARIABLES: Readonly<Record<string, { readonly type: string; readonly value?: unknown }>> = {
  yes: { type: 'Boolean!', value: true },
  no: { type: 'Boolean!', value: false },
  maybe: { type: 'Boolean! = true' },
  n: { type: 'Int', value: 4 },
  nothing: { type: 'Int', value: null },
  absent: { type: 'Int' },
  filled: { type: 'Int! = 7' },
  of: { type: '[Int!]', value: [1, 2] },
  single: { type: '[Int!]', value: 5 },
  size: { type: 'Size', value: 'SMALL' },
};

const ARGS = [
  '',
  '(n: 5)',
  '(n: null)',
  '(n: $n)',
  '(n: $nothing)',
  '(n: $absent)',
  '(n: $filled, size: $size)',
  '(of: [1, 2], size: BIG)',
  '(of: $of)',
  '(of: $single, n: 2)',
  '(of: 3)',
] as const;
const CONDITIONS = ['@include(if: $yes)', '@include(if: $no)', '@skip(if: $yes)', '@skip(if: $no)'] as const;
const RARE_CONDITIONS = ['@include(if: $maybe)', '@skip(if: true)', '@include(if: true)'] as const;
const CONDITIONED = [...CONDITIONS, ...CONDITIONS, ...RARE_CONDITIONS, '@skip(if: $no) @include(if: $yes)'] as const;
const FRAGMENTS = ['A', 'B', 'C', 'Named', 'Either'] as const;

export function generateDocument(dice: Dice, schema: GeneratedSchema, name: string): GeneratedDocument {
  const writer = new DocumentWriter(dice, schema);
  const kind = dice.chance(25) ? 'mutation' : 'query';
  const body = writer.set(kind === 'query' ? 'Query' : 'Mutation', 0);
  const fragments = writer.fragments();
  const rest = `${body}${fragments}`;
  const used = Object.entries(VARIABLES).filter(([variable]) => new RegExp(`\\$${variable}\\b`).test(rest));
  const declared = used.map(([variable, { type }]) => `$${variable}: ${type}`).join(', ');
  const sent = used.filter(([, facts]) => 'value' in facts);
  const given = Object.fromEntries(sent.map(([variable, { value }]) => [variable, value]));
  const turned = Object.fromEntries(
    Object.entries(given).map(([variable, value]) => [variable, typeof value === 'boolean' ? !value : value]),
  );
  return { text: `${kind} ${name}${declared && `(${declared})`} ${body}\n${fragments}`, variables: [given, turned] };
}

class DocumentWriter {
  readonly #dice: Dice;
  readonly #schema: GeneratedSchema;
  readonly #spread = new Set<number>();

  constructor(dice: Dice, schema: GeneratedSchema) {
    this.#dice = dice;
    this.#schema = schema;
  }

  set(type: string, depth: number, firstFragment = 0): string {
    const parts = this.#dice.times(1, depth === 0 ? 4 : 3, () => this.#part(type, depth, firstFragment));
    return `{ ${parts.join(' ')} }`;
  }

  /** The fragments that were spread; each spreads none but later ones. */
  fragments(): string {
    const texts: string[] = [];
    for (const [index, type] of FRAGMENTS.entries()) {
      if (this.#spread.has(index)) texts.push(`fragment F${index} on ${type} ${this.set(type, 3, index + 1)}`);
    }
    return texts.join('\n');
  }

  #part(type: string, depth: number, firstFragment: number): string {
    const dice = this.#dice;
    const isRoot = type === 'Query' || type === 'Mutation';
    const fits = fitting(type);
    if (!isRoot && dice.chance(12)) {
      const index = FRAGMENTS.findIndex((one, at) => at >= firstFragment && fits.includes(one));
      if (index >= 0) {
        this.#spread.add(index);
        return `...F${index} ${this.#condition()}`;
      }
    }
    if (depth < 4 && dice.chance(isRoot ? 8 : 18)) {
      const on = isRoot || dice.chance(30) ? type : dice.one(fits as [string, ...string[]]);
      const condition = dice.chance(20) && on === type ? '' : `on ${on}`;
      return `... ${condition} ${this.#condition()} ${this.set(on, depth + 1, firstFragment)}`;
    }
    const fields = this.#fieldsOf(type).filter((field) => depth < 4 || possibleTypes(namedOf(field.type)).length === 0);
    if (fields.length === 0 || dice.chance(8)) return `${dice.one(['', 'kind: '])}__typename ${this.#condition()}`;
    return this.#field(dice.one(fields as [GeneratedField, ...GeneratedField[]]), depth, firstFragment);
  }

  #field({ name, type, hasArgs }: GeneratedField, depth: number, firstFragment: number): string {
    const dice = this.#dice;
    const at = hasArgs && dice.chance(60) ? dice.below(ARGS.length) : 0;
    // One key stands for one field with one set of arguments, so that whatever is merged can be.
    const alias = at > 0 ? `${name}_${at}: ` : dice.chance(15) ? `${name}_again: ` : '';
    const below = possibleTypes(namedOf(type)).length > 0 ? this.set(namedOf(type), depth + 1, firstFragment) : '';
    return `${alias}${name}${ARGS[at]} ${this.#condition()} ${below}`;
  }

  #condition(): string {
    return this.#dice.chance(15) ? this.#dice.one(CONDITIONED) : '';
  }

  #fieldsOf(type: string): readonly GeneratedField[] {
    const id: GeneratedField = { name: 'id', type: 'ID!', hasArgs: false, way: 'member' };
    if (type === 'Either') return [];
    const found = this.#schema.types.find(({ name }) => name === (type === 'Named' ? 'A' : type))?.fields ?? [];
    if (type === 'Named') return [id, ...found.filter(({ name }) => name.startsWith('n'))];
    return type === 'Query' || type === 'Mutation' ? found : [id, ...found];
  }
}

/** The types that a fragment may have inside of a type. */
function fitting(type: string): readonly string[] {
  const own = possibleTypes(type);
  return FRAGMENTS.filter((one) => possibleTypes(one).some((possible) => own.includes(possible)));
}
