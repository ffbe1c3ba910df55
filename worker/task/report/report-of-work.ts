/** What becomes of the report that work gave: it is checked, told to people, and passed on as far as it can be. */
import type { ReportAnswer } from '../../../contracts/report.ts';
import { agentFailures } from '../../agent-failures.ts';
import type { AnswerForm } from '../../agent/ask/answer-form.ts';
import { done, type Step } from '../../failure.ts';
import type { Job } from '../job.ts';
import type { WorkResult } from '../work-result.ts';
import { passedOfReport } from './passed-of-report.ts';
import type { Answered } from './report-form.ts';

/** How the work ended, and what it says. */
export interface Said {
  readonly ended: Step<void>;
  readonly result: WorkResult;
  /** What was wrong with its result file. */
  readonly problems?: readonly string[];
}

/** Of a command, which writes its report to its result file. It is not asked again: it can look at its report itself. */
export function reportOfCommand(job: Job, form: AnswerForm<Answered>, { ended, result, problems = [] }: Said): Said {
  const { report, ...said } = result;
  if (!ended.ok || said.question !== undefined) return { ended, result: { ...said, result: undefined } };
  const agent = `The agent ${said.agent ?? ''}`;
  if (report === undefined) {
    const message = [`${agent} wrote no report to the file that BGAGENT_RESULT names.`, ...problems].join(' ');
    return { ended: agentFailures.schema(message), result: said };
  }
  const checked = form.check(report);
  if (!checked.ok) {
    const message = `The report of the agent ${said.agent ?? ''} does not fit its schema: ${checked.problems.join('; ')}`;
    return { ended: agentFailures.schema(message), result: { ...said, result: undefined } };
  }
  if (checked.value.kind === 'question') return { ended, result: { ...said, question: checked.value.question } };
  return { ended: done(undefined), result: withReport(job, said, checked.value.report) };
}

/** What the work passes on is what its report says, and nothing else. */
export function withReport({ task, output, secrets }: Job, said: WorkResult, report: ReportAnswer): WorkResult {
  const { result, left } = passedOfReport(task.report_schema, report);
  output.append(`\n--- report\n${secrets.mask(JSON.stringify(report, null, 2))}\n`);
  if (left.length > 0) output.append(`(There was no room to pass on: ${secrets.mask(left.join(', '))}.)\n`);
  return { ...said, report, result: Object.keys(result).length === 0 ? undefined : result };
}
