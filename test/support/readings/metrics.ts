import { type ReadFamily, readExposition } from './exposition.ts';

/** What an operator's Prometheus gets. */
export async function scrape({ adminUrl }: { readonly adminUrl: string }): Promise<Metrics> {
  const response = await fetch(`${adminUrl}/metrics`);
  const text = await response.text();
  return new Metrics(response, readExposition(text), text);
}

class Metrics {
  readonly response: Response;
  readonly families: ReadonlyMap<string, ReadFamily>;
  readonly text: string;

  constructor(response: Response, families: ReadonlyMap<string, ReadFamily>, text: string) {
    this.response = response;
    this.families = families;
    this.text = text;
  }

  /** The value of the one sample of that name which bears these labels; `undefined` where there is none. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const found = this.#samples(name).filter((sample) =>
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    if (found.length > 1) throw new Error(`${found.length} samples of ${name} bear ${JSON.stringify(labels)}.`);
    return found[0]?.value;
  }

  /** The labels of each series of a histogram, with its count. */
  counts(name: string): readonly (readonly [labels: Readonly<Record<string, string>>, count: number])[] {
    return this.#samples(`${name}_count`).map(({ labels, value }) => [labels, value]);
  }

  #samples(name: string) {
    return [...this.families.values()].flatMap(({ samples }) => samples.filter((sample) => sample.name === name));
  }
}
