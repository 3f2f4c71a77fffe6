import type { Addresses, Gateway } from '../gateway.ts';
import { EXIT, printError, printFailure } from './output.ts';

/** Starts a gateway and keeps it until a signal asks it to stop; the second signal ends at once. */
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
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  try {
    started(await gateway.start());
    await ended.promise;
  } catch (error) {
    printFailure(error);
    process.exitCode = EXIT.findings;
  }
}
