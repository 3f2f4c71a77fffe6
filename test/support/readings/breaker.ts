import type { TestGateway } from '../../../src/testing.ts';

const SOURCES = '{ gateway { sources { name status breaker { state failures } } } }';

/** The state of a source's breaker, as the graph shows it. */
export const breakerOf = async (gateway: TestGateway, name: string): Promise<string> => {
  const { body } = await gateway.post({ query: SOURCES });
  const { sources } = body.data?.['gateway'] as { sources: { name: string; breaker: { state: string } }[] };
  return sources.find((source) => source.name === name)?.breaker.state ?? '';
};
