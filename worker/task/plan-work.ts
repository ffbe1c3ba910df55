/** Decides which program does the work of a task, and with what input: the caller's shell command, or an agent of worker.yaml. */
import type { AnsweredQuestion } from '../../contracts/fields.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { AgentConfig, CommandAgent } from '../../contracts/worker-config.ts';
import type { Workflow } from '../../contracts/workflows.ts';
import { done, failures, type Step } from '../failure.ts';
import { chooseAgent } from './choose-agent.ts';
import { isSecretVariable, variableIn } from '../sandbox/secrets.ts';
import type { Job } from './job.ts';
import { planPreset, type PresetWork } from './plan-preset.ts';
import { promptOf, type PromptRequest } from './prompt.ts';

export interface CommandWork {
  readonly kind: 'command';
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** Variables besides those of `workEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutS: number;
  /** The agent whose program it is: where it cannot be started, the operator must act, not the user. Undefined for a shell command. */
  readonly agent: { readonly name: string; readonly config: AgentConfig } | undefined;
}

export type Work = CommandWork | PresetWork;

type PlannedJob = Pick<Job, 'task' | 'config' | 'environment' | 'secrets' | 'sandbox' | 'walled'>;

/** What a prompt says besides the task. */
export type Told = Pick<PromptRequest, 'branches' | 'shared' | 'batchText'>;

export function planWork(job: PlannedJob, workflow: Workflow, about: Told): Step<Work> {
  if (workflow.shell) return shellWork(job.task);
  const chosen = chooseAgent(job.task, job.config, workflow.id);
  if (!chosen.ok) return chosen;
  const { name, config, model } = chosen.value;
  const env = valuesOf(config.env, job);
  if (!env.ok) return env;
  if ('preset' in config) return done(planPreset(job, { workflow, ...about }, { name, config, model, env: env.value }));
  return done(commandWork(job.task, { workflow, ...about }, { name, config, env: env.value }));
}

function shellWork({ params, timeout_s: timeoutS, answers = [] }: TaskRow): Step<Work> {
  const command = params['command'];
  if (typeof command === 'string' && command.trim() !== '') {
    const env = answerInVariables(answers.at(-1));
    return done({ kind: 'command', argv: ['sh', '-c', command], env, timeoutS, agent: undefined });
  }
  return failures.request('The workflow shell/run-v1 needs params.command, a text for sh -c.', 'Submit it with params.command.');
}

/** A shell command has no prompt. Where it asked several times, the question says which of them was answered last. */
const answerInVariables = (last: AnsweredQuestion | undefined): Record<string, string> =>
  last === undefined ? {} : { BGAGENT_QUESTION: last.question, BGAGENT_ANSWER: last.answer };

function commandWork(
  task: TaskRow,
  about: { readonly workflow: Workflow } & Told,
  { name, config, env }: { readonly name: string; readonly config: CommandAgent; readonly env: Record<string, string> },
): CommandWork {
  const told = { turns: task.max_turns ?? undefined, usd: task.max_budget_usd ?? undefined };
  const stdin = promptOf({ ...about, task, told, agent: 'command' });
  const timeoutS = Math.min(task.timeout_s, config.timeout_s ?? task.timeout_s);
  return { kind: 'command', argv: config.command, stdin, env, timeoutS, agent: { name, config } };
}

/** A value `$NAME` is replaced by the worker's own variable NAME, whose value is treated as a secret. */
function valuesOf(
  env: Readonly<Record<string, string>>,
  { environment, secrets }: Pick<Job, 'environment' | 'secrets'>,
): Step<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, text] of Object.entries(env)) {
    const source = variableIn(text);
    const value = source === undefined ? text : environment[source];
    if (value === undefined) {
      const message = `The agent's ${name} comes from the variable ${source ?? ''}, which is not set for the worker.`;
      return failures.config(message, `Set ${source ?? ''} and restart the worker, or change worker.yaml.`);
    }
    if (source !== undefined && isSecretVariable(source)) secrets.add(value);
    values[name] = value;
  }
  return done(values);
}
