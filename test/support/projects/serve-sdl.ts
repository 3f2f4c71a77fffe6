import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigInput } from '../../../src/index.ts';
import { createTestGateway, type TestGateway, type TestGatewayOptions } from '../../../src/testing.ts';
import { type Answering, startTestService, type TestService } from '../peers/service.ts';

export interface Served extends AsyncDisposable {
  readonly gateway: TestGateway;
  readonly service: TestService;
}

/** One flag, and it is off. */
const FLAGS = JSON.stringify({
  flags: { secret: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } },
});

/** A gateway over one SDL text, whose source `api` is a service of the test's own. */
export async function serveSdl(
  sdl: string,
  answer: Answering,
  changes: Partial<ConfigInput> = {},
  options: Partial<TestGatewayOptions> = {},
): Promise<Served> {
  const service = await startTestService(answer);
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
  writeFileSync(join(folder, 'schema.graphql'), sdl);
  writeFileSync(join(folder, 'flags.json'), FLAGS);
  const { sources, ...rest } = changes;
  const api = { retries: 0, ...sources?.['api'], url: service.url };
  const gateway = await createTestGateway({
    ...options,
    root: folder,
    config: { schema: 'schema.graphql', sources: { ...sources, api }, ...rest },
  }).catch(async (error: unknown) => {
    await service[Symbol.asyncDispose]();
    throw error;
  });
  return {
    gateway,
    service,
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await service[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
