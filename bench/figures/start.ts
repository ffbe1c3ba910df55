/** Measures the start of a runtime whose folder has fleets already, with the app built. */
import type { Measurement } from '../figure.ts';
import { startInstantWorker } from '../setup/bench-setup.ts';
import { emptyFolder } from '../setup/empty-folder.ts';
import { onboardInstantRepo, timeFleet } from '../setup/fleets.ts';
import { hasProc, processorSecondsOfTree } from '../setup/process-tree.ts';
import { startLocalRuntime } from '../setup/local-runtime.ts';

const [fleets, targets, atOnce] = [3, 20, 10] as const;

export const start: Measurement = {
  figures: [
    {
      name: 'start_s',
      unit: 's',
      bound: 2,
      what: `spawn of bgagent local to Ready, app built, folder of ${fleets} ended fleets of ${targets}`,
    },
  ],
  samples: 5,
  async measure(samples) {
    const { folder, remove } = await emptyFolder();
    try {
      await fillFolder(folder);
      const [times, processorTimes]: [number[], string[]] = [[], []];
      for (let n = 0; n < samples; n += 1) {
        const runtime = await startLocalRuntime(folder, { workers: 1 });
        times.push(runtime.startMs / 1_000);
        if (hasProc()) processorTimes.push((await processorSecondsOfTree(runtime.pid)).toFixed(2));
        await runtime.stop();
      }
      const notes =
        processorTimes.length > 0 ? [`processor time of the runtime until Ready, in s: ${processorTimes.join(', ')}`] : [];
      return [{ name: 'start_s', samples: times, notes }];
    } finally {
      await remove();
    }
  },
};

/** This start builds the app where it is not built yet. */
async function fillFolder(folder: string): Promise<void> {
  const runtime = await startLocalRuntime(folder);
  const worker = startInstantWorker(runtime.dir);
  await onboardInstantRepo(runtime.client);
  for (let n = 0; n < fleets; n += 1) await timeFleet(runtime.client, targets, atOnce);
  await worker.stop();
  await runtime.stop();
}
