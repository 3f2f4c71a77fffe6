import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestGateway, type TestAnswer } from '../../../src/testing.ts';
import { tollgate } from '../../support/readings/cli.ts';
import { startTestService, Status } from '../../support/peers/service.ts';

/** A response as an API's reference gives it. */
export interface DocumentedResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A call that reached the service. */
interface ArrivedCall {
  readonly call: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/**
 * A gateway in production before a public API: its schema is checked strictly, its operations are registered by
 * `operations build`, and its documented responses come from a service of the loopback.
 * @param responses by method and path; any other call is answered 599, which no API documents.
 * @param base the path of the API's base address.
 */
export async function registeredApi(name: string, responses: Readonly<Record<string, DocumentedResponse>>, base = '') {
  const arrived: ArrivedCall[] = [];
  const service = await startTestService((url, { method, headers }, body) => {
    arrived.push({ call: `${method} ${url.pathname}${url.search}`, headers, body });
    const response = responses[`${method} ${url.pathname}`];
    return response ? new Status(response.status ?? 200, response.body, response.headers) : new Status(599);
  });
  const root = mkdtempSync(join(tmpdir(), `tollgate-${name}-`));
  const folder = fileURLToPath(new URL(name, import.meta.url));
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.graphql')))
    cpSync(join(folder, file), join(root, file === 'schema.graphql' ? file : `persisted-queries/${file}`));
  const config = {
    schema: 'schema.graphql',
    sources: { [name]: { url: `${service.url}${base}`, retries: 0, config: { token: 'planted-token' } } },
  };
  writeFileSync(join(root, 'tollgate.config.json'), JSON.stringify(config));
  const checked = await tollgate(['schema', 'check', '--strict', '--schema', 'schema.graphql'], root);
  const built = await tollgate(['operations', 'build'], root);
  const gateway = await createTestGateway({ root, config, dev: false });
  const contracts = JSON.parse((await tollgate(['operations', 'list', '--json'], root)).stdout) as {
    readonly id: string;
    readonly name: string;
  }[];
  return {
    arrived,
    checked,
    built,
    /** What a `tollgate` command prints in the project. */
    print: async (...args: readonly string[]): Promise<string> => (await tollgate(args, root)).stdout,
    /** Asks for a registered operation by its hash. */
    ask(operation: string, variables: object): Promise<TestAnswer> {
      const id = contracts.find((contract) => contract.name === operation)?.id;
      return gateway.post({ documentId: `sha256:${id}`, variables });
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await service[Symbol.asyncDispose]();
      rmSync(root, { recursive: true });
    },
  };
}
