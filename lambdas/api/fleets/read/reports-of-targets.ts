/** The answers of targets whose fleet is asked for reports: each is in the row of the task that gave it, and nowhere else. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { TargetRecord } from '../../../../contracts/fleet-records.ts';
import { reportOfText, type ReportAnswer } from '../../../../contracts/report.ts';
import { isReport } from '../../../../contracts/workflows.ts';
import type { ApiPorts } from '../../api-ports.ts';

/** Of their current attempts, by ordinal. */
export async function readReports(
  { tasks }: Pick<ApiPorts, 'tasks'>,
  ledger: Ledger,
  records: readonly TargetRecord[],
): Promise<ReadonlyMap<number, ReportAnswer>> {
  if (!isReport(ledger.workflowRef)) return new Map();
  const ids = records.flatMap(({ ordinal, outcomes }) => {
    const outcome = outcomes[String(ledger.attempts[ordinal] ?? 1)];
    return outcome?.status === 'SUCCEEDED' && outcome.task_id !== null ? [[ordinal, outcome.task_id] as const] : [];
  });
  if (ids.length === 0) return new Map();
  const rows = await tasks.getTasks(ids.map(([, id]) => id));
  const reports = new Map(rows.map(({ task_id, report }) => [task_id, reportOfText(report)]));
  return new Map(
    ids.flatMap(([ordinal, id]) => {
      const report = reports.get(id);
      return report ? [[ordinal, report]] : [];
    }),
  );
}
