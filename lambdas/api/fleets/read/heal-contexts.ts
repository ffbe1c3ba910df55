/** What failed in targets that failed although they were healed, and what is left: what a further attempt would be told. */
import type { TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { at } from '../../../../core/ledger/ordinals.ts';
import { healContext } from '../../../../core/steps/heal-context.ts';
import { failedAttemptOf } from '../../../failed-attempt.ts';
import type { ApiPorts } from '../../api-ports.ts';

/** By the ordinals of the targets. Reads the tasks of their last attempts. */
export async function readHealContexts(
  { tasks }: ApiPorts,
  ledger: Ledger,
  records: readonly TargetRecord[],
): Promise<ReadonlyMap<number, string>> {
  const ids = new Map(records.flatMap((record) => idOfHealedInVain(ledger, record)));
  if (ids.size === 0) return new Map();
  const rows = new Map((await tasks.getTasks([...ids.values()])).map((row) => [row.task_id, row]));
  return new Map(
    [...ids].flatMap(([ordinal, id]) => {
      const row = rows.get(id);
      const failed = row && failedAttemptOf(row);
      return failed ? [[ordinal, healContext(failed)] as const] : [];
    }),
  );
}

function idOfHealedInVain({ statuses, heals, attempts }: Ledger, { ordinal, outcomes }: TargetRecord): [number, string][] {
  if (statuses[ordinal] !== 'FAILED' || at(heals, ordinal) === 0) return [];
  const id = outcomes[String(at(attempts, ordinal))]?.task_id;
  return id == null ? [] : [[ordinal, id]];
}
