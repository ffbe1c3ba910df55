/** How a task ended: its last status, and the fields that are written to its row with it. */
import type { TaskChanges } from '../../adapters/task-stores.ts';
import type { EndingField, EndStatus } from '../../contracts/worker-api.ts';
import type { Failed } from '../failure.ts';
import type { WorkResult } from './work-result.ts';

/** The fields of a task's row that its end may write. */
export type EndingChanges = Pick<TaskChanges, EndingField>;

export interface Ending {
  readonly status: EndStatus;
  readonly changes: EndingChanges;
}

/** @param result of work that failed, or whose change could not be published: its cost counts all the same, and what it says is kept */
export const failureEnding = ({ failure }: Failed, result: WorkResult = {}): Ending => ({
  status: failure.status,
  changes: { error_message: failure.message, error_classification: failure.classification, ...saidBy(result) },
});

export const completedEnding = (result: WorkResult, changes: EndingChanges): Ending => ({
  status: 'COMPLETED',
  changes: { ...saidBy(result), ...changes },
});

/** Where the agent asked: nothing of its work is kept, so there is no outcome, and nothing is passed on. */
export const askedEnding = (result: WorkResult, question: string): Ending =>
  completedEnding({ ...result, result: undefined }, { question, outcome: null });

const saidBy = ({ cost_usd: cost, turns, result, report, agent, model, session_id: session }: WorkResult): EndingChanges => ({
  ...(cost === undefined ? {} : { cost_usd: cost }),
  ...(turns === undefined ? {} : { turns_completed: turns, turns_attempted: turns }),
  ...(result === undefined ? {} : { result }),
  ...(report === undefined ? {} : { report: JSON.stringify(report) }),
  ...(agent === undefined ? {} : { agent }),
  ...(model === undefined ? {} : { model }),
  ...(session === undefined ? {} : { session_id: session }),
});
