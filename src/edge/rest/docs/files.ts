import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** Swagger UI's files, as their package brings them. */
export const swaggerScript = (): string => read(require.resolve('@fastify/swagger-ui/static/swagger-ui-bundle.js'));
export const swaggerStyle = (): string => read(require.resolve('@fastify/swagger-ui/static/swagger-ui.css'));

/** Where a build leaves the bundle of ReDoc. Its package asks for a hundred others, which the bundle holds already. */
const BUILT = fileURLToPath(new URL('./redoc.standalone.js', import.meta.url));

/** The bundle of ReDoc, without the image that it would fetch from its vendor. */
export function redocFile(): string {
  const path = existsSync(BUILT) ? BUILT : require.resolve('redoc/bundles/redoc.standalone.js');
  return read(path).replaceAll(/https:\/\/cdn\.redoc\.ly\/[^"]*/g, 'data:,');
}

const read = (path: string): string => readFileSync(path, 'utf8');
