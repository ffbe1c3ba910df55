/** `kill -9` of a worker while it works: its task is taken up again when its lease has ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../simulation/random.ts';
import { checkFleet } from '../check-fleet.ts';
import type { Fault, Ran } from '../fault.ts';
import { look, submit } from '../fleets.ts';
import { checkBranches, gitFleet, repositoriesOf } from '../git-fleets.ts';
import type { Stage } from '../stage/stage.ts';
import { WorkerProcess } from '../stage/worker-processes.ts';

/** Its fleet has more tasks than a worker does at once: whenever it is killed, one is being done. */
const secondsOfTask = 1.5;

export const killWorker: Fault = {
  name: 'kill-worker',
  says: 'kill -9 of a worker',
  runs: 12,
  async run(stage, chance) {
    await repositoriesOf(stage);
    await stage.endInstantWork();
    const first = new WorkerProcess(stage.dir);
    const fleetId = await submit(stage, gitFleet('A worker dies', secondsOfTask));
    const running = await killWhileItWorks(stage, fleetId, first, chance);
    const second = new WorkerProcess(stage.dir);
    try {
      await checkFleet(stage, fleetId);
      await checkBranches(stage, fleetId);
    } catch (error) {
      throw new Error(`${String(error)}; the second worker said: ${second.said.join('').slice(-2_000)}`, { cause: error });
    } finally {
      await second.end('SIGTERM');
      stage.beginInstantWork();
    }
    return running;
  },
};

async function killWhileItWorks(stage: Stage, fleetId: string, worker: WorkerProcess, chance: Random): Promise<Ran> {
  for (;;) {
    const { progress } = await look(stage, fleetId);
    if (progress.counts.RUNNING > 0 || progress.finished > 0) break;
    await sleep(20);
  }
  await sleep(chance.whole(0, secondsOfTask * 1_000));
  await worker.end('SIGKILL');
  const { counts } = (await look(stage, fleetId)).progress;
  return { happened: counts.RUNNING > 0, note: `${counts.RUNNING} running and ${counts.SUCCEEDED} done` };
}
