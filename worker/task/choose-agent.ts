/** Chooses the agent of a task: the one that it names, else the default of worker.yaml, else the only one there is. And its model. */
import type { TaskRow } from '../../contracts/task.ts';
import { type AgentConfig, defaultAgentOf, modelsOf, type WorkerConfig } from '../../contracts/worker-config.ts';
import { agentFailures } from '../agent-failures.ts';
import { done, failures, type Step } from '../failure.ts';

export interface ChosenAgent {
  /** Its name in worker.yaml. */
  readonly name: string;
  readonly config: AgentConfig;
  /** The model to ask for; undefined: the one that the program chooses. */
  readonly model: string | undefined;
}

/** @param workflowId for the sentence where there is no agent */
export function chooseAgent(
  { agent, model: asked }: Pick<TaskRow, 'agent' | 'model'>,
  worker: Pick<WorkerConfig, 'agents' | 'default_agent'>,
  workflowId: string,
): Step<ChosenAgent> {
  const name = agent ?? defaultAgentOf(worker);
  const names = Object.keys(worker.agents);
  if (name === undefined) return names.length === 0 ? noAgent(workflowId) : noDefault(names);
  // A name may be that of a property that every object has.
  const config = names.includes(name) ? worker.agents[name] : undefined;
  if (!config) {
    return agentFailures.config(
      `There is no agent "${name}" in worker.yaml. This worker has: ${names.join(', ') || 'none'}.`,
      'Name one of them, or add it to worker.yaml and restart the worker.',
    );
  }
  const own = 'preset' in config ? config.model : undefined;
  const problem = asked === null || asked === undefined ? undefined : problemOfModel(name, asked, config);
  return problem ?? done({ name, config, model: asked ?? own });
}

function problemOfModel(name: string, asked: string, config: AgentConfig): ReturnType<typeof agentFailures.config> | undefined {
  const models = modelsOf(config);
  if (models === null || models.includes(asked)) return undefined;
  if (!('preset' in config)) {
    return agentFailures.config(
      `The agent "${name}" is a command and takes no model, and the task asks for "${asked}".`,
      'Leave the model out, or choose it in the command in worker.yaml.',
    );
  }
  return agentFailures.config(
    `The agent "${name}" does not take the model "${asked}". It takes: ${models.join(', ') || 'none'}.`,
    `Name one of them, or add it to agents.${name}.models in worker.yaml and restart the worker.`,
  );
}

function noAgent(workflowId: string) {
  const remedy =
    'Configure an agent in worker.yaml: agents with a preset or a command, and default_agent; then restart the worker.';
  return failures.config(`No agent is configured, and the workflow ${workflowId} needs one. Configure worker.yaml.`, remedy);
}

const noDefault = (names: readonly string[]) =>
  agentFailures.config(
    `The task names no agent, and this worker has several: ${names.join(', ')}.`,
    'Name one of them, or set default_agent in worker.yaml and restart the worker.',
  );
