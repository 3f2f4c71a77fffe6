import { benchCollector } from './collector/bench-collector.ts';
import { collectorTable } from './collector/collector-table.ts';
import { CONTENDERS } from './contenders.ts';
import { startField } from './method/field.ts';
import { runRounds } from './method/rounds.ts';
import { checkSameBytes } from './method/same-bytes.ts';
import { summarise, type Summary } from './method/summary.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { benchStorm } from './storm/bench-storm.ts';
import { stormTable } from './storm/storm-table.ts';
import { showProgress } from './report/progress.ts';
import { tableOf } from './report/table.ts';

/** `npm run bench`: the gateway against the limit, in one run. */
async function bench({ lanes, rounds, share }: Options): Promise<Summary> {
  await using field = await startField(CONTENDERS);
  await checkSameBytes(field, lanes);
  return summarise(await runRounds(field, { lanes, rounds, share, progress: showProgress }), lanes);
}

const asked = readOptions(process.argv.slice(2));
if (asked.kind === 'help') console.log(HELP);
else if (asked.kind === 'misuse') {
  console.error(`${asked.message}\n\n${HELP}`);
  process.exitCode = 2;
} else {
  const { collector, storm, json } = asked.options;
  if (collector) {
    const verdict = await benchCollector(asked.options);
    console.log(json ? JSON.stringify(verdict, null, 2) : collectorTable(verdict));
    if (!verdict.holds) process.exitCode = 1;
  } else if (storm) {
    const lines = await benchStorm(asked.options);
    console.log(json ? JSON.stringify(lines, null, 2) : stormTable(lines));
    if (!lines.every(({ holds }) => holds)) process.exitCode = 1;
  } else {
    const summary = await bench(asked.options);
    console.log(json ? JSON.stringify(summary, null, 2) : tableOf(summary));
  }
}
