/** Everything that may go wrong, in the order in which it is begun: several at once, what takes longest first. */
import { crashBetweenWrites } from './catalogue/crash-between-writes.ts';
import { earlyEnds } from './catalogue/early-ends.ts';
import { forAWhile } from './catalogue/for-a-while.ts';
import { fullDisk } from './catalogue/full-disk.ts';
import { killInBudget } from './catalogue/kill-in-budget.ts';
import { killAfterCancel, killRuntime } from './catalogue/kill-runtime.ts';
import { killInExclusive } from './catalogue/kill-in-exclusive.ts';
import { killsInSteps } from './catalogue/kill-in-steps.ts';
import { killTables } from './catalogue/kill-tables.ts';
import { killWorker } from './catalogue/kill-worker.ts';
import { lostMessages, repeatedMessages, scrambledMessages } from './catalogue/scrambled-messages.ts';
import { steerAtRandom } from './catalogue/steer-at-random.ts';
import { twoRuns } from './catalogue/two-runs.ts';
import type { Fault } from './fault.ts';

export const catalogue: readonly Fault[] = [
  killRuntime,
  ...killsInSteps,
  killInExclusive,
  steerAtRandom,
  crashBetweenWrites('api', 'the submit'),
  crashBetweenWrites('fleet-mailbox', 'a turn'),
  crashBetweenWrites('target-drive', 'Drive'),
  repeatedMessages,
  lostMessages,
  scrambledMessages,
  earlyEnds,
  ...forAWhile,
  twoRuns,
  killWorker,
  killAfterCancel,
  killInBudget,
  killTables,
  fullDisk,
];
