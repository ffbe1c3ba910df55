/** Every message of mailbox, timers, task queue and bus comes three times and in any order, or never. */
import type { Random } from '../../simulation/random.ts';
import { checkFleet } from '../check-fleet.ts';
import type { Fault } from '../fault.ts';
import { instantFleet, submit } from '../fleets.ts';
import { isBy, sentAndLost, type Answer, type Call } from '../stage/call.ts';
import type { Rule } from '../stage/gate.ts';

/** Copies of a message arrive within this time, milliseconds. */
const spread = 1_500;
const copies = 3;

export const repeatedMessages: Fault = {
  name: 'repeated-messages',
  says: 'every message delivered three times in random order',
  runs: 20,
  short: 1,
  run: (stage, chance) => runScrambled(stage, threeTimes(chance), 'Everything three times'),
};

export const lostMessages: Fault = {
  name: 'lost-messages',
  says: 'every message not delivered at all (the clock finds it)',
  runs: 12,
  run: (stage) => runScrambled(stage, never, 'Nothing arrives'),
};

export const scrambledMessages: Fault = {
  name: 'scrambled-messages',
  says: 'messages lost, late, repeated and reordered, each by chance',
  runs: 20,
  run: (stage, chance) => {
    const thrice = threeTimes(chance);
    const rule: Rule = (call) => {
      if (chance.chance(0.4)) return undefined;
      return chance.chance(0.5) ? thrice(call) : never(call);
    };
    return runScrambled(stage, rule, 'Anything may happen');
  },
};

async function runScrambled(stage: Parameters<Fault['run']>[0], rule: Rule, title: string): Promise<{ happened: true }> {
  stage.set(rule);
  const fleetId = await submit(stage, instantFleet(5, title));
  await checkFleet(stage, fleetId);
  stage.calm();
  return { happened: true };
}

const isMessage = ({ operation }: Call): boolean => ['SendMessage', 'SendMessageBatch', 'PutEvents'].includes(operation);

/** What the clock sends is what a lost message is found by. */
const never: Rule = (call) => {
  if (!isMessage(call) || isBy(call, 'clock')) return undefined;
  return call.operation === 'PutEvents' ? lostEvents(call) : sentAndLost(call);
};

/** The bus takes the events, and nobody hears of them. Those of a fleet are seen on their way. */
const lostEvents = (call: Call): Promise<Answer> | undefined =>
  call.text.includes('Task Status Changed')
    ? Promise.resolve({ status: 200, type: 'application/x-amz-json-1.1', body: '{"FailedEntryCount":0,"Entries":[]}' })
    : undefined;

const threeTimes =
  (chance: Random): Rule =>
  (call) => {
    if (!isMessage(call)) return undefined;
    for (let copy = 0; copy < copies; copy += 1) later(call, chance.whole(0, spread));
    return call.operation === 'PutEvents' ? (lostEvents(call) ?? undefined) : sentAndLost(call);
  };

function later(call: Call, ms: number): void {
  setTimeout(() => {
    // A runtime that is gone by then takes nothing any more.
    call.pass(asNew(call)).catch(() => undefined);
  }, ms);
}

/** A FIFO queue drops what it has had within five minutes, by its deduplication id: a copy has another one. */
const asNew = ({ text }: Call): Record<string, unknown> =>
  // The request was an object.
  JSON.parse(
    text.replaceAll(/"MessageDeduplicationId":"(\w+)"/g, (_all, id: string) => `"MessageDeduplicationId":"${id}${copyId()}"`),
  ) as Record<string, unknown>;

let made = 0;
const copyId = (): string => `-${(made += 1)}`;
