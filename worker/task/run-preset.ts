/**
 * Does the work of a task with a preset, and says how it ended: by what the program's output says, not by its exit code. The result
 * file wins for the texts, the output for cost and turns.
 */
import { limits } from '../../contracts/limits.ts';
import { dollars } from '../../core/text/dollars.ts';
import { agentFailures } from '../agent-failures.ts';
import { failureOfReading } from '../agent/failure-of-reading.ts';
import { messageTexts } from '../agent/message-texts.ts';
import type { Ask, Reading } from '../agent/preset.ts';
import { runAgent, type AgentRunEnd } from '../agent/run-agent.ts';
import { sessionNotes } from '../agent/session-notes.ts';
import { done, failures, type Step } from '../failure.ts';
import { problemOfCommand } from '../sandbox/problem-of-command.ts';
import { workEnvironment } from '../sandbox/work-environment.ts';
import { firstLines } from '../text/cut-lines.ts';
import { printedText } from '../text/printed-text.ts';
import type { Job } from './job.ts';
import type { PresetWork } from './plan-preset.ts';
import type { WorkResult } from './work-result.ts';

export interface PresetRun {
  readonly ended: Step<void>;
  readonly reading: Reading;
}

/** @throws TaskStopped when the worker stops the task */
export async function runPreset(job: Job, work: PresetWork): Promise<PresetRun> {
  const { task, output } = job;
  const deadline = Date.now() + Math.min(work.timeoutS, work.budgetS ?? work.timeoutS) * 1_000;
  const { session } = work.ask;
  if (!session || work.resumePrompt === undefined) {
    if (task.resume) output.append(`(The session ${task.resume.session_id} is not known here: the agent begins anew.)\n`);
    return settled(work, await run(job, work, { prompt: work.prompt, session: undefined, deadline }));
  }
  const notes = sessionNotes(job.environment, work.agent.name);
  // What it uses is not known until the run has ended, which a worker that is killed does not see.
  notes.keep(session.id, { model: work.ask.model, used: undefined });
  const resumed = await run(job, work, { prompt: work.resumePrompt, session, deadline });
  if (resumed.reading.failure?.kind !== 'session') {
    notes.keep(session.id, { model: work.ask.model, used: resumed.reading.used });
    return settled(work, resumed);
  }
  notes.forget(session.id);
  output.append(`(${work.preset.name} does not know the session ${session.id} any more: it begins anew.)\n`);
  return settled(work, await run(job, work, { prompt: work.prompt, session: undefined, deadline }));
}

interface Start {
  readonly prompt: string;
  readonly session: Ask['session'];
  /** Epoch milliseconds. */
  readonly deadline: number;
}

async function run(job: Job, work: PresetWork, { prompt, session, deadline }: Start): Promise<AgentRunEnd> {
  const { agent, preset, program, ask, env } = work;
  const { sandbox, output, rawOutput, signal } = job;
  const onStopped = (reading: Reading): void => {
    job.said(countedBy(reading));
  };
  const asked = { agent, preset, program, ask: { ...ask, session }, prompt, env: { ...workEnvironment(job), ...env } };
  const timeoutMs = Math.max(1, deadline - Date.now());
  const ran = await runAgent({ ...asked, timeoutMs, signal, onStopped }, sandbox, { shown: output, raw: rawOutput });
  // A program that was never started has cost nothing.
  return ran.end.kind === 'not-started' ? { ...ran, reading: { ...ran.reading, costUsd: 0 } } : ran;
}

const settled = (work: PresetWork, { end, reading }: AgentRunEnd): PresetRun => ({
  ended: endedBy(work, { end, reading }),
  reading,
});

function endedBy({ agent: { name }, preset, ask, timeoutS, budgetS }: PresetWork, { end, reading }: AgentRunEnd): Step<void> {
  const problem = problemOfCommand(end);
  if (end.kind === 'not-started') {
    const remedy = `Install it where the worker runs, or set agents.${name}.program in worker.yaml.`;
    return agentFailures.config(`The program of the agent ${name} (${preset.name}) cannot be started: ${end.why}.`, remedy);
  }
  // It had told its end, and only the program went on.
  if (reading.ok) return done(undefined);
  if (end.kind === 'timed-out' && budgetS !== undefined && budgetS < timeoutS) {
    const why = `it was stopped after ${Math.round(budgetS)} s, when by usd_per_hour the budget of ${dollars(ask.maxUsd ?? 0)} was used up`;
    return agentFailures.budget(`The agent ${name} (${preset.name}) had not ended: ${why}.`);
  }
  if (end.kind === 'timed-out') {
    return failures.timeout(`The agent was still running after its time limit of ${timeoutS} s.`);
  }
  return reading.failure ? failureOfReading(reading.failure, { name, preset, ask, problem }) : done(undefined);
}

/** The output alone counts: what the file says of cost and turns is the agent's guess. */
const countedBy = ({ costUsd, turns }: Reading): Pick<WorkResult, 'cost_usd' | 'turns'> => ({
  cost_usd: costUsd ?? undefined,
  turns: turns ?? undefined,
});

/** What file and output say together. */
export function saidByPreset(file: WorkResult, { reading, ended }: PresetRun, { ask, agent }: PresetWork): WorkResult {
  const { question: asked, sessionId, model } = reading;
  const question = file.question ?? (asked === null ? undefined : firstLines(printedText(asked).trim(), limits.question));
  // Nothing of a message that tells a failure is a text for a pull request.
  const texts = ended.ok ? messageTexts(reading.text) : {};
  return {
    ...texts,
    ...file,
    pr_body: file.pr_body ?? file.summary ?? texts.pr_body,
    ...countedBy(reading),
    ...(question === undefined ? {} : { question }),
    agent: agent.name,
    model: model ?? ask.model ?? null,
    session_id: sessionId,
  };
}

/** Remembers a session that a later attempt may go on with, and forgets one of a single task that did its work. */
export function noteSession(
  { environment, task }: Pick<Job, 'environment' | 'task'>,
  work: PresetWork,
  { ended, reading }: PresetRun,
  result: WorkResult,
): void {
  const { sessionId, used } = reading;
  if (sessionId === null) return;
  const notes = sessionNotes(environment, work.agent.name);
  const mayBeRetried = task.channel_metadata !== null;
  const asked = ended.ok && result.question !== undefined;
  if (mayBeRetried || asked) notes.keep(sessionId, { model: work.ask.model, used });
  else if (ended.ok) notes.forget(sessionId);
}
