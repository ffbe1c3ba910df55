/** `kill -9` of the engine of the tables, several times in the middle of a fleet: the runtime starts it again, and goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { engineProcess } from '../../local/services/tables/engine-process.ts';
import { engineVariable, isInstalled } from '../../../local/services/tables/engines.ts';
import { checkFleet } from '../check-fleet.ts';
import type { Fault } from '../fault.ts';
import { instantFleet, submit } from '../fleets.ts';

const kills = 3;

export const killTables: Fault = {
  name: 'kill-tables',
  says: 'kill -9 of the process that keeps the tables',
  runs: 12,
  unavailable: () => {
    if (!isInstalled('dynoxide')) return 'the engine dynoxide is not installed';
    return process.env[engineVariable] === 'dynoxide'
      ? undefined
      : `the engine dynalite has no process of its own (${engineVariable}=dynoxide tries the other one)`;
  },
  async run(stage, chance) {
    const killed = new Set<number>();
    const fleetId = await submit(stage, instantFleet(30, 'The tables die'));
    const ended = checkFleet(stage, fleetId);
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(chance.whole(50, 600));
      const pid = engineProcess(stage.dir);
      if (pid === undefined) continue;
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    await ended;
    await stage.kill();
    await stage.boot();
    await checkFleet(stage, fleetId);
    return { happened: killed.size === kills, note: `${killed.size} processes killed` };
  },
};
