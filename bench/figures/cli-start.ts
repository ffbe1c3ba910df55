/** Measures the start of the CLI, with the quickest command. */
import { join } from 'node:path';
import { execa } from 'execa';
import type { Measurement } from '../figure.ts';

const cli = join(import.meta.dirname, '..', '..', 'cli', 'bgagent.js');

export const cliStart: Measurement = {
  figures: [{ name: 'cli_version_ms', unit: 'ms', bound: 250, what: 'bgagent --version, from start to end' }],
  samples: 15,
  async measure(samples) {
    await timeStart();
    const times: number[] = [];
    for (let n = 0; n < samples; n += 1) times.push(await timeStart());
    return [{ name: 'cli_version_ms', samples: times }];
  },
};

async function timeStart(): Promise<number> {
  const start = performance.now();
  await execa(process.execPath, [cli, '--version']);
  return performance.now() - start;
}
