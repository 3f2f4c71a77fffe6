import { createGateway } from 'tollgate';
import { config } from './config.ts';

/** Runs an operation in this process: `id` in place of `document` for a registered one. */
export async function greet(root: string): Promise<unknown> {
  const gateway = createGateway(config, { root, dev: true });
  const { data, errors, status } = await gateway.execute({
    document: 'query Hello($name: String!) { hello(name: $name) }',
    variables: { name: 'Ada' },
    client: { name: 'nightly-report', version: '1.0' },
  });
  await gateway.stop();
  return { data, errors, status };
}
