/** The tasks of attempts that have not ended: what their workers have written so far. */
import { holdsSlot } from '../../../../core/fleet.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { TargetRecord } from '../../../../contracts/fleet-records.ts';
import { fleetTaskKey } from '../../../../contracts/keys.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { heartbeatOf } from '../../../../tasks/heartbeat-of.ts';
import type { ApiPorts } from '../../api-ports.ts';

/** The task of a current attempt that has not ended. Row and last line are there when a worker has written them. */
export interface LiveTask {
  readonly taskId: string;
  readonly row: TaskRow | undefined;
  readonly lastLine: string | null;
  /** Until when its worker has it (epoch ms); undefined without a row. */
  readonly leaseUntil: number | undefined;
}
/** By the ordinals of the targets. */
export type LiveTasks = ReadonlyMap<number, LiveTask>;

/** The tasks of the current attempts of these targets, but of attempts whose end is recorded. */
export async function readLiveTasks(ports: ApiPorts, ledger: Ledger, records: readonly TargetRecord[]): Promise<LiveTasks> {
  const { tasks } = ports;
  const ids = new Map(
    await Promise.all(records.map(async (record) => liveTaskId(ports, ledger, record))).then((all) => all.flat()),
  );
  if (ids.size === 0) return new Map();
  const [rows, beats] = await Promise.all([tasks.getTasks([...ids.values()]), tasks.getHeartbeats([...ids.values()])]);
  const byId = new Map(rows.map((row) => [row.task_id, row]));
  const liveTask = (taskId: string): LiveTask => {
    const row = byId.get(taskId);
    const beat = row && heartbeatOf(row, beats.get(taskId));
    return { taskId, row, lastLine: beat?.lastLine ?? null, leaseUntil: beat?.leaseUntil };
  };
  return new Map([...ids].map(([ordinal, taskId]) => [ordinal, liveTask(taskId)]));
}

/** The number of the current attempt. */
export const attemptOf = (ledger: Ledger, { ordinal }: TargetRecord): number => ledger.attempts[ordinal] ?? 1;

/**
 * The ordinal of a target with the id of the task of its current attempt; empty if the end of the attempt is recorded, or if it has no
 * task. The key of the attempt knows the task; records of older code know it too.
 */
async function liveTaskId({ tasks }: ApiPorts, ledger: Ledger, record: TargetRecord): Promise<[number, string][]> {
  const { ordinal, outcomes, created } = record;
  const attempt = attemptOf(ledger, record);
  if (outcomes[String(attempt)] !== undefined) return [];
  const known = created[String(attempt)];
  if (known) return 'task_id' in known ? [[ordinal, known.task_id]] : [];
  if (!holdsSlot(ledger.statuses[ordinal] ?? 'PENDING')) return [];
  const claim = await tasks.getKeyClaim(fleetTaskKey(ledger.fleetId, ordinal, attempt));
  return claim && 'taskId' in claim ? [[ordinal, claim.taskId]] : [];
}
