import { createGateway } from '../src/index.ts';
import { ROOT, shopConfig } from './graph/config.ts';
import { joinBench, readSetup } from './method/membership.ts';

/** The gateway in production, by its public API and with its defaults; nothing is read from the environment. */
const { upstream, folder } = readSetup();
const { url } = await createGateway(shopConfig(upstream, folder), { root: ROOT, env: {} }).start();
joinBench(url);
