/** Labels by name; `null` leaves one out. */
export type Labels = Readonly<Record<string, string | number | null>>;

export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** What it measures, in a sentence with its unit. */
  readonly help: string;
}

/** One line of a family. */
export interface Sample {
  /** As `labelText` made them. */
  readonly labels: string;
  readonly value: number;
  /** What a histogram's line has behind the family's name. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
}

/** A family in the text format of Prometheus 0.0.4. Source: Prometheus, exposition formats. */
export function exposition({ name, type, help }: Family, samples: readonly Sample[]): string {
  let text = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  for (const { labels, value, suffix = '' } of samples) {
    text += `${name}${suffix}${labels === '' ? '' : `{${labels}}`} ${numberText(value)}\n`;
  }
  return text;
}

/** Labels as they stand between the braces. */
export function labelText(labels: Labels): string {
  return Object.entries(labels)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}="${escaped(String(value))}"`]))
    .join(',');
}

/** A number as Prometheus reads it. */
export function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

const escaped = (text: string): string => text.replace(/[\\"\n]/g, (one) => ESCAPES[one] ?? one);
