/** Tasks that end before their create has answered: what is written after a task's row waits until the task is over. */
import { setTimeout as sleep } from 'node:timers/promises';
import { checkFleet } from '../check-fleet.ts';
import type { Fault } from '../fault.ts';
import { instantFleet, submit } from '../fleets.ts';
import { isAbout, isBy, type Call } from '../stage/call.ts';

/** Less than what the caller's client waits for an answer. */
const patienceMs = 20_000;

export const earlyEnds: Fault = {
  name: 'early-ends',
  says: 'tasks that end before their create has answered',
  runs: 12,
  short: 1,
  async run(stage, chance) {
    const ended = new Set<string>();
    let early = 0;
    stage.set(async (call) => {
      const completed = /"task_id\\":\\"(\w{26})\\".*COMPLETED/.exec(call.text)?.[1];
      if (call.operation === 'PutEvents' && completed !== undefined) ended.add(completed);
      if (!isEnqueue(call)) return undefined;
      // The worker has it from here on; the create is answered when it is done with it, and sometimes long after.
      const answer = await call.pass();
      if (await endsSoon(call, ended)) early += 1;
      await sleep(chance.of([0, 0, 300, 1_000]));
      return answer;
    });
    const fleetId = await submit(stage, instantFleet(6, 'Over before it began'));
    await checkFleet(stage, fleetId);
    stage.calm();
    if (early === 0) throw new Error('no task ended before its create had answered');
    return { happened: true, note: `${early} of 6` };
  },
};

const isEnqueue = (call: Call): boolean =>
  call.operation === 'SendMessage' && isBy(call, 'target-drive') && isAbout(call, 'TaskQueue');

async function endsSoon(call: Call, ended: ReadonlySet<string>): Promise<boolean> {
  const taskId = /"task_id\\":\\"(\w{26})/.exec(call.text)?.[1] ?? '';
  for (const end = Date.now() + patienceMs; Date.now() < end;) {
    if (ended.has(taskId)) return true;
    await sleep(10);
  }
  return false;
}
