import type { Addresses, Gateway, GatewayOptions } from '../gateway.ts';
import { outliveForgottenPromises } from './forgotten-promises.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';
import { EXIT, printError, printFailure } from './output.ts';

/** What lets a gateway read its config again. */
export function reloadable(
  { root, path, files }: LoadedConfig,
  { watch }: { readonly watch: boolean },
): Pick<GatewayOptions, 'root' | 'load' | 'files' | 'watch'> {
  return { root, files, watch, load: () => loadConfig(path) };
}

/** Starts a gateway and keeps it until a signal asks it to stop; the second signal ends at once, SIGHUP reloads. */
export async function runGateway(gateway: Gateway, started: (addresses: Addresses) => void): Promise<void> {
  const ended = Promise.withResolvers<void>();
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(EXIT.findings);
    stopping = true;
    const { unfinished } = await gateway.stop();
    if (unfinished > 0) printError(`${unfinished} requests were cut off after the grace time.`);
    process.exitCode = unfinished > 0 ? EXIT.findings : EXIT.clean;
    ended.resolve();
  };
  outliveForgottenPromises();
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  process.on('SIGHUP', () => void gateway.reload().catch(() => {})); // its log and health tell of a failure
  try {
    started(await gateway.start());
    await ended.promise;
    process.exit(); // lines that wait for a reader who does not read would keep the process
  } catch (error) {
    printFailure(error);
    process.exitCode = EXIT.findings;
  }
}
