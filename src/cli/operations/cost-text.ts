/** The cost of an operation, as a contract holds it. */
interface Costs {
  readonly formula: string;
  readonly max: number | 'unbounded';
  readonly because?: readonly string[];
  readonly ranges?: readonly { readonly variable: string; readonly min?: number; readonly max?: number }[];
}

/** What an operation costs, as a person would say it. */
export function costText(cost: unknown): string {
  const { formula, max, because = [], ranges = [] } = cost as Costs; // as the build wrote it
  if (!formula.includes('$')) return max === 1 ? '1 point' : `${max} points`;
  const most =
    max === 'unbounded'
      ? `without a maximum, because ${listed(because)} ${because.length > 1 ? 'have' : 'has'} no range`
      : `at most ${max}`;
  const within = ranges.map(rangeText).join(', ');
  return `${formula} points, ${most}${within === '' ? '' : ` (${within})`}`;
}

const listed = (variables: readonly string[]): string => variables.map((one) => `$${one}`).join(', ');

function rangeText({ variable, min, max }: NonNullable<Costs['ranges']>[number]): string {
  if (min === undefined) return `$${variable} up to ${max}`;
  return max === undefined ? `$${variable} from ${min}` : `$${variable} from ${min} to ${max}`;
}
