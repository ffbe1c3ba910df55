/** A function that ends after its n-th write, for every n. What it did not do is done by whoever comes next. */
import { checkFleet } from '../check-fleet.ts';
import type { Fault } from '../fault.ts';
import { insist, instantFleet, submit } from '../fleets.ts';
import { isBy, isWrite } from '../stage/call.ts';
import type { Rule } from '../stage/gate.ts';
import type { Stage } from '../stage/stage.ts';

/** The seed is the number of the write after which the function crashes, counted over one whole fleet. */
export const crashBetweenWrites = (functionName: string, what: string): Fault => ({
  name: `crash-in-${what.replaceAll(' ', '-')}`,
  says: `a crash between any two writes of ${what}, injected at each`,
  runs: 'until-passed',
  short: 4,
  async run(stage, _chance, seed) {
    const title = `Crash after write ${seed} of ${what} ${Date.now()}`;
    const crash = crashAfter(stage, functionName, seed);
    stage.set(crash.rule);
    const fleetId = await submit(stage, instantFleet(4, title));
    await checkFleet(stage, fleetId);
    stage.calm();
    await checkSubmittedOnce(stage, title);
    return { happened: crash.happened(), ...(crash.after() === '' ? {} : { note: `after ${crash.after()}` }) };
  },
});

function crashAfter(
  stage: Stage,
  functionName: string,
  nth: number,
): { rule: Rule; happened: () => boolean; after: () => string } {
  let writes = 0;
  let after = '';
  return {
    rule: async (call) => {
      if (!isBy(call, functionName) || !isWrite(call) || (writes += 1) !== nth) return undefined;
      await call.pass();
      after = `${call.operation} ${itemOf(call.text)}`.trim();
      await stage.crash(call.caller);
      return 'cut';
    },
    happened: () => after !== '',
    after: () => after,
  };
}

/** Which kind of item was written: the first word of its sort key. */
const itemOf = (text: string): string => /"sk":\{"S":"([A-Z]+)/.exec(text)?.[1] ?? '';

async function checkSubmittedOnce(stage: Stage, title: string): Promise<void> {
  const fleets = await insist(() => stage.client.listFleets({ query: { limit: 100 } }));
  const made = fleets.filter((fleet) => fleet.title === title).length;
  if (made !== 1) throw new Error(`one submit made ${made} fleets`);
}
