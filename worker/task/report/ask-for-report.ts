/**
 * Asks a preset for the report of a task. The answer is always checked here, and asked for again once where it does not fit. What both runs
 * cost together stays below the budget of the task, and what is said of cost and session is that of both.
 */
import { askAgent, type AgentAnswer, type AgentError } from '../../agent/ask-agent.ts';
import type { AnswerForm } from '../../agent/ask/answer-form.ts';
import type { HiredAgent } from '../../agent/ask/one-run.ts';
import { createSharedBudget } from '../../agent/ask/shared-budget.ts';
import { failureOfReading } from '../../agent/failure-of-reading.ts';
import { sessionNotes } from '../../agent/session-notes.ts';
import { done, failures, type Step } from '../../failure.ts';
import { workEnvironment } from '../../sandbox/work-environment.ts';
import type { Job } from '../job.ts';
import type { PresetWork } from '../plan-preset.ts';
import type { PresetRun } from '../run-preset.ts';
import type { Answered } from './report-form.ts';

export interface ReportRun extends PresetRun {
  /** Undefined: it gave none. */
  readonly answered: Answered | undefined;
}

type Outcome = AgentAnswer<Answered> | AgentError;

/** @throws TaskStopped when the worker stops the task */
export async function askForReport(job: Job, work: PresetWork, form: AnswerForm<Answered>): Promise<ReportRun> {
  const { task, output } = job;
  const { session } = work.ask;
  if (!session || work.resumePrompt === undefined) {
    if (task.resume) output.append(`(The session ${task.resume.session_id} is not known here: the agent begins anew.)\n`);
    return settled(work, await ask(job, work, { form, prompt: work.prompt }));
  }
  // What it uses is not known until the run has ended, which a worker that is killed does not see.
  sessionNotes(job.environment, work.agent.name).keep(session.id, { model: work.ask.model, used: undefined });
  const resumed = await ask(job, work, { form, prompt: work.resumePrompt, session });
  if (resumed.ok || resumed.kind !== 'session') return settled(work, resumed);
  sessionNotes(job.environment, work.agent.name).forget(session.id);
  output.append(`(${work.preset.name} does not know the session ${session.id} any more: it begins anew.)\n`);
  return settled(work, await ask(job, work, { form, prompt: work.prompt }));
}

interface Asked {
  readonly form: AnswerForm<Answered>;
  readonly prompt: string;
  readonly session?: NonNullable<PresetWork['ask']['session']>;
}

function ask(job: Job, { agent, ask: asked, env, timeoutS }: PresetWork, how: Asked): Promise<Outcome> {
  const { sandbox, output, rawOutput, signal, walled } = job;
  const hired: HiredAgent = {
    ...agent,
    ...{ env: { ...workEnvironment(job), ...env }, sandbox, walled, output: { shown: output, raw: rawOutput } },
  };
  const { model, fallbackModels, maxTurns, maxUsd } = asked;
  return askAgent(hired, {
    ...{ ...how, access: 'read', timeoutMs: timeoutS * 1_000, signal },
    ...(model === undefined ? {} : { models: [model, ...fallbackModels] }),
    ...(maxTurns === undefined ? {} : { maxTurns }),
    ...(maxUsd === undefined ? {} : { budget: createSharedBudget(maxUsd) }),
  });
}

function settled(work: PresetWork, outcome: Outcome): ReportRun {
  const { costUsd, turns, session, ok } = outcome;
  const answered = ok ? outcome.value : undefined;
  const reading = {
    ...{ ok, costUsd, turns, sessionId: session?.id ?? null, used: session?.used, text: '', value: undefined },
    model: ok ? outcome.model : null,
    question: answered?.kind === 'question' ? answered.question : null,
    failure: null,
  };
  return { ended: ok ? done(undefined) : failureOf(work, outcome), reading, answered };
}

function failureOf({ agent: { name }, preset, ask: asked, timeoutS }: PresetWork, { kind, message }: AgentError): Step<void> {
  if (kind === 'timeout') return failures.timeout(`The agent was still running after its time limit of ${timeoutS} s.`);
  return failureOfReading({ kind, message }, { name, preset, ask: asked, problem: undefined });
}
