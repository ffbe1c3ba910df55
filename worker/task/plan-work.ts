/** Which program does a task's work, and what it gets: the caller's shell command, or the agent that worker.yaml names. */
import type { TaskRow } from '../../contracts/task.ts';
import type { WorkerConfig } from '../../contracts/worker-config.ts';
import type { Workflow } from '../../contracts/workflows.ts';
import { done, failed, failures, type Step } from '../failure.ts';
import { promptOf } from './prompt.ts';
import type { Secrets } from '../sandbox/secrets.ts';

export interface Work {
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** Variables besides those of every work. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutS: number;
  /** Who has to mend it when the program cannot be started. */
  readonly isAgent: boolean;
}

export interface WorkRequest {
  readonly task: TaskRow;
  readonly workflow: Workflow;
  readonly branches: { readonly branch: string; readonly base: string } | undefined;
  readonly config: WorkerConfig;
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: Secrets;
}

export function planWork(request: WorkRequest): Step<Work> {
  return request.workflow.shell ? shellWork(request.task) : agentWork(request);
}

function shellWork({ params, timeout_s: timeoutS }: TaskRow): Step<Work> {
  const command = params['command'];
  if (typeof command === 'string' && command.trim() !== '') {
    return done({ argv: ['sh', '-c', command], env: {}, timeoutS, isAgent: false });
  }
  return failed(
    failures.request('The workflow shell/run-v1 needs params.command, a text for sh -c.', 'Submit it with params.command.'),
  );
}

function agentWork({ task, workflow, branches, config, environment, secrets }: WorkRequest): Step<Work> {
  const name = config.default_agent ?? soleName(config.agents);
  const agent = name === undefined ? undefined : config.agents[name];
  if (!agent) {
    const what = name === undefined ? 'No agent is configured' : `The default agent "${name}" is not configured`;
    const remedy = 'Configure an agent in worker.yaml: agents with a command, and default_agent; then restart the worker.';
    return failed(failures.config(`${what}, and the workflow ${workflow.id} needs one. Configure worker.yaml.`, remedy));
  }
  const env = valuesOf(agent.env, environment, secrets);
  if (!env.ok) return env;
  const timeoutS = Math.min(task.timeout_s, agent.timeout_s ?? task.timeout_s);
  return done({ argv: agent.command, stdin: promptOf(task, workflow, branches), env: env.value, timeoutS, isAgent: true });
}

/** With one agent there is nothing to choose. */
function soleName(agents: WorkerConfig['agents']): string | undefined {
  const names = Object.keys(agents);
  return names.length === 1 ? names[0] : undefined;
}

/** `$NAME` as a whole value is the worker's own variable, and treated as a secret. */
function valuesOf(
  env: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
  secrets: Secrets,
): Step<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, text] of Object.entries(env)) {
    const source = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(text)?.[1];
    const value = source === undefined ? text : environment[source];
    if (value === undefined) {
      const message = `The agent's ${name} comes from the variable ${source ?? ''}, which is not set for the worker.`;
      return failed(failures.config(message, `Set ${source ?? ''} and restart the worker, or change worker.yaml.`));
    }
    if (source !== undefined && !['PATH', 'HOME', 'USER', 'LANG'].includes(source)) secrets.add(value);
    values[name] = value;
  }
  return done(values);
}
