/** Something answers with an error for a while: the task core, what an effect goes to, or a table. */
import type { Random } from '../../simulation/random.ts';
import { checkFleet } from '../check-fleet.ts';
import type { Fault } from '../fault.ts';
import { instantFleet, submit } from '../fleets.ts';
import { isAbout, isBy, isWrite, refusal, throttled, type Answer, type Call } from '../stage/call.ts';
import type { Stage } from '../stage/stage.ts';

/** Seconds that it lasts, at most, from the first call that it meets. */
const longest = 4;

interface While {
  /** Which calls it meets. */
  readonly meets: (call: Call) => boolean;
  readonly answers: (chance: Random) => Answer | 'cut';
}

const serverErrors = (chance: Random): Answer => refusal(chance.of([500, 503]), 'InternalServerError');
const tooMany = (): Answer => refusal(429, 'ThrottlingException');

const isTaskTable = (call: Call): boolean => isAbout(call, 'TaskTable') && isBy(call, 'target-drive');
/** What the actor does for the outside; its ledger is none of it. */
const isEffect = (call: Call): boolean => isBy(call, 'fleet-mailbox') && isWrite(call) && !/"sk":\{"S":"LEDGER"/.test(call.text);

const table: readonly (While & Pick<Fault, 'name' | 'says' | 'runs'>)[] = [
  { name: 'core-500', says: 'a task core answering 500 for a while', runs: 10, meets: isTaskTable, answers: serverErrors },
  { name: 'core-429', says: 'a task core answering 429 for a while', runs: 10, meets: isTaskTable, answers: tooMany },
  {
    name: 'core-silent',
    says: 'a task core that does not answer for a while, after it did what was asked',
    runs: 6,
    meets: (call) => isTaskTable(call) && isWrite(call),
    answers: () => 'cut',
  },
  { name: 'effects-fail', says: 'every effect failing for a while', runs: 10, meets: isEffect, answers: serverErrors },
  {
    name: 'bus-fails',
    says: 'an event bus that takes nothing for a while',
    runs: 6,
    meets: ({ operation }) => operation === 'PutEvents',
    answers: serverErrors,
  },
  {
    name: 'queues-fail',
    says: 'queues that take nothing for a while',
    runs: 6,
    meets: ({ operation }) => operation.startsWith('SendMessage'),
    answers: serverErrors,
  },
  {
    name: 'workflow-fails',
    says: 'a workflow service that answers nothing for a while',
    runs: 6,
    meets: ({ service }) => service === 'sfn',
    answers: serverErrors,
  },
  {
    name: 'throttled-fleets',
    says: 'a table of fleets that is throttled for a while',
    runs: 10,
    meets: (call) => isAbout(call, 'FleetTable'),
    answers: () => throttled,
  },
  {
    name: 'throttled-tasks',
    says: 'a table of tasks that is throttled for a while',
    runs: 10,
    meets: (call) => isAbout(call, 'TaskTable') || isAbout(call, 'TaskEventsTable'),
    answers: () => throttled,
  },
];

/** One for each kind of thing that may be in trouble. */
const inShortForm: ReadonlySet<string> = new Set(['core-500']);

export const forAWhile: readonly Fault[] = table.map(({ meets, answers, ...fault }) => ({
  ...fault,
  ...(inShortForm.has(fault.name) ? { short: 1 } : {}),
  async run(stage, chance) {
    const met = failForAWhile(stage, { meets, answers }, chance);
    const fleetId = await submit(stage, instantFleet(5, fault.name));
    // What could not be handed on for so long lies there for an operator; nothing depends on it.
    await checkFleet(stage, fleetId, { deadLetters: true });
    stage.calm();
    if (met() === 0) throw new Error('nothing met the fault');
    return { happened: true, note: `${met()} calls failed` };
  },
}));

/** Begins some calls after now, so that it meets another moment each time. Answers how many calls it has met. */
function failForAWhile(stage: Stage, { meets, answers }: While, chance: Random): () => number {
  let skipped = chance.whole(0, 6);
  let until: number | undefined;
  let met = 0;
  stage.set(async (call) => {
    if (!meets(call) || skipped-- > 0) return undefined;
    until ??= Date.now() + chance.whole(500, longest * 1_000);
    if (Date.now() > until) return undefined;
    met += 1;
    const answer = answers(chance);
    if (answer === 'cut') await call.pass();
    return answer;
  });
  return () => met;
}
