/** A family of metrics as Prometheus reads it. */
export interface ReadFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: ReadSample[];
}

interface ReadSample {
  /** The family's name, with the suffix of a histogram's line. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.+)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(,|$)/y;
const NUMBER = /^(?:NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/;

/**
 * Reads the text format 0.0.4 and takes nothing on trust: each family has its help, its type, then its samples, in one
 * piece; no series stands twice; a histogram's buckets grow to `+Inf`, which is its count; counters end in `_total`.
 */
export function readExposition(text: string): ReadonlyMap<string, ReadFamily> {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.');
  const families = new Map<string, ReadFamily>();
  const lines = text.slice(0, -1).split('\n');
  for (let at = 0; at < lines.length;) {
    const [, name = '', help = ''] = HELP.exec(lines[at++] ?? '') ?? fail(lines[at - 1]);
    const [, typed, type = ''] = TYPE.exec(lines[at++] ?? '') ?? fail(lines[at - 1]);
    if (typed !== name || families.has(name)) fail(lines[at - 1]);
    const samples: ReadSample[] = [];
    while (at < lines.length && !lines[at]?.startsWith('#')) samples.push(readSample(lines[at++] ?? '', name, type));
    checkSeries(name, type, samples);
    families.set(name, { type, help, samples });
  }
  return families;
}

function readSample(line: string, family: string, type: string): ReadSample {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? fail(line);
  const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => family + suffix) : [family];
  if (!names.includes(name) || !NUMBER.test(value)) fail(line);
  return { name, labels: readLabels(labels), value: Number(value.replace('Inf', 'Infinity')) };
}

function readLabels(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let end = 0; end < text.length; end = LABEL.lastIndex) {
    const [, name = '', value = ''] = LABEL.exec(text) ?? fail(text);
    if (name in labels) fail(text);
    labels[name] = value.replaceAll(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
  }
  return labels;
}

function checkSeries(name: string, type: string, samples: readonly ReadSample[]): void {
  const keys = samples.map(({ name: line, labels }) => line + JSON.stringify(Object.entries(labels).sort()));
  if (new Set(keys).size !== keys.length) fail(`${name}: a series stands twice`);
  if (type === 'counter' && (!name.endsWith('_total') || samples.some(({ value }) => value < 0))) fail(name);
  if (type !== 'histogram') return;
  const series = Map.groupBy(samples, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  for (const [labels, lines] of series) {
    const buckets = lines.filter((line) => line.name === `${name}_bucket`);
    const bounds = buckets.map((line) => Number(line.labels['le']?.replace('Inf', 'Infinity')));
    const grows = (values: readonly number[]) => values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0));
    const count = lines.find((line) => line.name === `${name}_count`)?.value;
    const whole = bounds.at(-1) === Number.POSITIVE_INFINITY && buckets.at(-1)?.value === count;
    if (lines.length !== buckets.length + 2 || !whole) fail(`${name}${labels}`);
    if (!grows(bounds) || !grows(buckets.map(({ value }) => value))) fail(`${name}${labels}`);
  }
}

function fail(what: string | undefined): never {
  throw new Error(`This is no exposition: ${what}`);
}
