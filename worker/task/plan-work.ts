/** Decides which program does the work of a task, and with what input: the caller's shell command, or an agent of worker.yaml. */
import type { TaskRow } from '../../contracts/task.ts';
import { defaultAgentOf } from '../../contracts/worker-config.ts';
import type { Workflow } from '../../contracts/workflows.ts';
import { done, failures, type Step } from '../failure.ts';
import type { AgentInWalls } from '../sandbox/walls/walls.ts';
import type { Job } from './job.ts';
import { promptOf, type Branches } from './prompt.ts';

export interface Work {
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** Variables besides those of `workEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutS: number;
  /** Whether the program is an agent: where it cannot be started, the operator must act, not the user. */
  readonly isAgent: boolean;
  /** The agent as the walls of the sandbox know it. */
  readonly agent?: AgentInWalls;
}

type PlannedJob = Pick<Job, 'task' | 'config' | 'environment' | 'secrets'>;

export const planWork = (job: PlannedJob, workflow: Workflow, branches: Branches | undefined): Step<Work> =>
  workflow.shell ? shellWork(job.task) : agentWork(job, workflow, branches);

function shellWork({ params, timeout_s: timeoutS }: TaskRow): Step<Work> {
  const command = params['command'];
  if (typeof command === 'string' && command.trim() !== '') {
    return done({ argv: ['sh', '-c', command], env: {}, timeoutS, isAgent: false });
  }
  return failures.request('The workflow shell/run-v1 needs params.command, a text for sh -c.', 'Submit it with params.command.');
}

function agentWork(job: PlannedJob, workflow: Workflow, branches: Branches | undefined): Step<Work> {
  const { task, config } = job;
  const name = defaultAgentOf(config);
  const agent = name === undefined ? undefined : config.agents[name];
  if (!agent) {
    const what = name === undefined ? 'No agent is configured' : `The default agent "${name}" is not configured`;
    const remedy = 'Configure an agent in worker.yaml: agents with a command, and default_agent; then restart the worker.';
    return failures.config(`${what}, and the workflow ${workflow.id} needs one. Configure worker.yaml.`, remedy);
  }
  if ('preset' in agent) {
    return failures.config(`The agent "${name ?? ''}" is a preset, which this worker cannot run yet.`, 'Name its command.');
  }
  const env = valuesOf(agent.env, job);
  if (!env.ok) return env;
  const timeoutS = Math.min(task.timeout_s, agent.timeout_s ?? task.timeout_s);
  const inWalls = { name: name ?? '', config: agent };
  const stdin = promptOf(task, workflow, branches);
  return done({ argv: agent.command, stdin, env: env.value, timeoutS, isAgent: true, agent: inWalls });
}

/** A value `$NAME` is replaced by the worker's own variable NAME, whose value is treated as a secret. */
function valuesOf(
  env: Readonly<Record<string, string>>,
  { environment, secrets }: Pick<Job, 'environment' | 'secrets'>,
): Step<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, text] of Object.entries(env)) {
    const source = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(text)?.[1];
    const value = source === undefined ? text : environment[source];
    if (value === undefined) {
      const message = `The agent's ${name} comes from the variable ${source ?? ''}, which is not set for the worker.`;
      return failures.config(message, `Set ${source ?? ''} and restart the worker, or change worker.yaml.`);
    }
    if (source !== undefined && !['PATH', 'HOME', 'USER', 'LANG'].includes(source)) secrets.add(value);
    values[name] = value;
  }
  return done(values);
}
