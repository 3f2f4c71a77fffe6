import { writeFileSync } from 'node:fs';

/** Loaded by `--import` into a command under test: tells at its end what it took, to the file that `USAGE_FILE` names. */
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { megabytes: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  writeFileSync(process.env['USAGE_FILE'] ?? '', JSON.stringify(usage));
});
