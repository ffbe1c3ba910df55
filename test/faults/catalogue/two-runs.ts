/** Two runs of the workflow at once: each start is done twice, the second time as another run, at any moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { checkFleet } from '../check-fleet.ts';
import type { Fault } from '../fault.ts';
import { instantFleet, submit } from '../fleets.ts';

export const twoRuns: Fault = {
  name: 'two-runs',
  says: 'two runs of the workflow at once',
  runs: 15,
  short: 1,
  async run(stage, chance) {
    let doubled = 0;
    stage.set(async (call) => {
      if (call.operation !== 'StartExecution') return undefined;
      const answer = await call.pass();
      const input = JSON.parse(String(call.request['input'])) as { run: number };
      const run = input.run + chance.whole(0, 1);
      const delay = chance.of([0, 50, 500, 1_500]);
      void sleep(delay)
        .then(() =>
          call.pass({ ...call.request, name: `${String(call.request['name'])}-again`, input: JSON.stringify({ ...input, run }) }),
        )
        .catch(() => undefined);
      doubled += 1;
      return answer;
    });
    const fleetId = await submit(stage, instantFleet(6, 'Two runs'));
    await checkFleet(stage, fleetId);
    stage.calm();
    if (doubled === 0) throw new Error('no run was started');
    return { happened: true };
  },
};
