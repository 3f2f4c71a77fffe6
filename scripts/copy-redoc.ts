import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** ReDoc's bundle and its licence go beside the built code, so that who installs the package need not install ReDoc's. */
const { resolve } = createRequire(import.meta.url);
const target = new URL('../dist/edge/rest/docs/', import.meta.url);
copyFileSync(resolve('redoc/bundles/redoc.standalone.js'), new URL('redoc.standalone.js', target));
copyFileSync(resolve('redoc/LICENSE'), new URL('redoc.LICENSE', target));
