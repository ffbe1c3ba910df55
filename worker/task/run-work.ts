/**
 * The work itself: moves the task to RUNNING, runs the program of its workflow in the sandbox, and reads the result file that the
 * program may have written.
 */
import { messageOf } from '../../core/text/message-of-error.ts';
import type { Workflow } from '../../contracts/workflows.ts';
import { done, failures, type Failed, type Step } from '../failure.ts';
import { problemOfCommand } from '../sandbox/problem-of-command.ts';
import { type CommandEnd, runCommand } from '../sandbox/run-command.ts';
import type { TaskOutput } from '../sandbox/task-output.ts';
import { workEnvironment } from '../sandbox/work-environment.ts';
import type { Job } from './job.ts';
import type { PresetWork } from './plan-preset.ts';
import { planWork, type CommandWork, type Told, type Work } from './plan-work.ts';
import type { AnswerForm } from '../agent/ask/answer-form.ts';
import { askForReport } from './report/ask-for-report.ts';
import { reportFormOf, type Answered } from './report/report-form.ts';
import { reportOfCommand, withReport, type Said } from './report/report-of-work.ts';
import { noteSession, runPreset, saidByPreset } from './run-preset.ts';
import { readWorkResult, type ReadResult, type WorkResult } from './work-result.ts';

/** Work that was begun. */
export interface BegunWork {
  /** Work that failed may have written a result file, too. */
  readonly result: WorkResult;
  /** When work and verifiers must have ended, epoch milliseconds. */
  readonly deadline: number;
}

/** `begun`: of work that failed after it began. */
export type Worked = Step<BegunWork> & { readonly begun?: BegunWork };

export async function runWork(job: Job, workflow: Workflow, told: Told): Promise<Worked> {
  const planned = planWork(job, workflow, told);
  if (!planned.ok) return planned;
  const form = reportFormOf(job.task);
  if (!form.ok) return form;
  await job.running();
  const deadline = Date.now() + job.task.timeout_s * 1_000;
  const { ended, result } = await runPlanned(job, planned.value, form.value);
  job.said(result);
  if (!ended.ok) return { ...ended, begun: { result, deadline } };
  if (result.question !== undefined) job.output.append(`\n--- question\n${job.secrets.mask(result.question)}\n`);
  return done({ result, deadline });
}

/** @param form undefined: the work is asked for no report */
async function runPlanned(job: Job, work: Work, form: AnswerForm<Answered> | undefined): Promise<Said> {
  if (work.kind === 'command') {
    const { ended, wasStarted } = await runProgram(job, work).catch((error: unknown) => {
      // What the work of a task that is stopped has cost until now counts.
      job.said(readWorkResult(job.sandbox.resultFile).result);
      throw error;
    });
    const { result: file, problems } = wasStarted ? await readResult(job) : { result: { cost_usd: 0 }, problems: [] };
    const said = { ended, problems, result: work.agent ? { ...file, agent: work.agent.name } : file };
    return form ? reportOfCommand(job, form, said) : said;
  }
  return form ? reportOfPreset(job, work, form) : doneByPreset(job, work);
}

async function doneByPreset(job: Job, work: PresetWork): Promise<Said> {
  const run = await runPreset(job, work);
  const { result: file } = await readResult(job);
  const result = saidByPreset(file, run, work);
  noteSession(job, work, run, result);
  return { ended: run.ended, result };
}

/** It writes no result file. */
async function reportOfPreset(job: Job, work: PresetWork, form: AnswerForm<Answered>): Promise<Said> {
  const run = await askForReport(job, work, form);
  const said = saidByPreset({}, run, work);
  noteSession(job, work, run, said);
  const { ended, answered } = run;
  return { ended, result: answered?.kind === 'report' ? withReport(job, said, answered.report) : said };
}

async function readResult(job: Job): Promise<ReadResult> {
  const { result, problems } = readWorkResult(job.sandbox.resultFile);
  const { report, ...others } = result;
  const isAsked = report === undefined || job.task.report_schema !== undefined;
  const told = isAsked ? problems : [...problems, 'report was left out: the task was asked for none.'];
  await reportProblems(job, told);
  return { result: isAsked ? result : others, problems: told };
}

interface ProgramRun {
  readonly ended: Step<void>;
  readonly wasStarted: boolean;
}

async function runProgram(job: Job, { argv, stdin, env: extra, timeoutS, agent }: CommandWork): Promise<ProgramRun> {
  const { sandbox, output, signal } = job;
  const env = { ...workEnvironment(job), ...extra };
  const command = { argv, env, agent, timeoutMs: timeoutS * 1_000, signal, ...(stdin === undefined ? {} : { stdin }) };
  const end = await runCommand(command, sandbox, output);
  return { ended: endedBy({ timeoutS, agent }, end, output), wasStarted: end.kind !== 'not-started' };
}

function endedBy({ timeoutS, agent }: Pick<CommandWork, 'timeoutS' | 'agent'>, end: CommandEnd, output: TaskOutput): Step<void> {
  const problem = problemOfCommand(end);
  if (problem === undefined) return done(undefined);
  const program = agent ? 'agent' : 'command';
  if (end.kind === 'timed-out') {
    return failures.timeout(`The ${program} was still running after its time limit of ${timeoutS} s.`);
  }
  if (end.kind === 'not-started') return notStarted(`The ${program} failed: ${problem}.`, agent !== undefined);
  return failures.agent(`The ${program} failed: ${problem}${whatItSaid(end, output.tail(500))}`);
}

/** A shell ends with this code where it finds no program of a name. */
const notFound = 127;

/**
 * The end of the output, from the second line of the message on. Exit code 127 alone does not tell what is missing, and lists of
 * targets show the first line of a message only: it tells the last line of the output then.
 */
function whatItSaid(end: CommandEnd, said: string): string {
  if (said === '') return '';
  if (end.kind !== 'exited' || end.exitCode !== notFound) return `\n${said}`;
  const lines = said.split('\n');
  return `: ${lines.at(-1) ?? ''}${lines.length === 1 ? '' : `\n${said}`}`;
}

const notStarted = (message: string, isAgent: boolean): Failed =>
  isAgent
    ? failures.config(message, 'Check its command in worker.yaml.')
    : failures.request(message, 'Check its params and vars.');

/** Writes problems of the result file to the output and the history of the task. They fail nothing, because the work is done. */
async function reportProblems({ output, note, secrets, log }: Job, problems: readonly string[]): Promise<void> {
  if (problems.length === 0) return;
  const masked = problems.map((problem) => secrets.mask(problem));
  output.append(`\n--- result file (BGAGENT_RESULT)\n${masked.join('\n')}\n`);
  await note('result_file_problems', { problems: masked }).catch((error: unknown) => {
    log.warn('Could not add an event to the history of the task', { reason: messageOf(error) });
  });
}
