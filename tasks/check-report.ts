/** Checks the report that a task is asked for: the workflow for reports needs one, and no other workflow takes one. */
import { reportRequest } from '../contracts/report.ts';
import { reportWorkflow, type Workflow } from '../contracts/workflows.ts';
import type { TaskRow } from '../contracts/task.ts';
import { checkFields } from './check-fields.ts';
import { absent, invalid, valid, type Body, type Checked } from './check-result.ts';

export type ReportFields = Pick<TaskRow, 'report_schema'>;

export function checkReport(body: Body, { id }: Workflow): Checked<ReportFields> {
  const isReport = id === reportWorkflow;
  if (absent(body['report'])) {
    return isReport ? invalid(`report, with the schema of the answer, is required by the workflow ${id}.`) : valid({});
  }
  if (!isReport) return invalid(`report is not accepted by the workflow ${id}: it is for ${reportWorkflow}.`);
  const checked = checkFields(body, { report: { schema: reportRequest } });
  return checked.ok ? valid({ report_schema: JSON.stringify(checked.value.report.schema) }) : checked;
}
