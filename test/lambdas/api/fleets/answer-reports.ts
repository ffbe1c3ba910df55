/** Targets of a fleet that have answered, as workers and the engine leave them. */
import pLimit from 'p-limit';
import { taskRow } from '../../../worker/task-bench.ts';
import type { Bench } from '../bench.ts';

/** Ends the first attempt of each target. @param answers by ordinal; undefined: it failed */
export async function answerReports(bench: Bench, fleetId: string, answers: readonly (object | undefined)[]): Promise<void> {
  const ledger = await bench.stores.ledgers.getLedger(fleetId);
  if (!ledger) throw new Error('no ledger');
  await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, attempts: answers.map(() => 1) });
  const end = async (ordinal: number, given: object | undefined): Promise<void> => {
    const row = taskRow({ status: 'COMPLETED', ...(given === undefined ? {} : { report: JSON.stringify(given) }) });
    await bench.tasks.putTaskIfAbsent(row);
    const nothing = { pr_url: null, branch: null, started_at: null, finished_at: null, cost_usd: null, duration_s: null };
    const status = given === undefined ? 'FAILED' : 'SUCCEEDED';
    const outcome = {
      status,
      trigger: 'initial',
      task_id: row.task_id,
      ...nothing,
      outcome: 'no_changes',
      failure: null,
    } as const;
    await bench.stores.targets.recordOutcome(fleetId, ordinal, 1, outcome);
  };
  const few = pLimit(4);
  await Promise.all(answers.map((given, ordinal) => few(() => end(ordinal, given))));
}
