/**
 * The agents that the workers of an installation have, and the models that each may use, where an operator or `bgagent local` has told
 * them to the API. A request that names another one is refused before anything starts.
 * Example: {"claude": ["claude-opus-4-5"], "codex": null, "mine": []}.
 */
import { closest } from 'fastest-levenshtein';
import type * as z from 'zod';
import { shorten } from '../core/text/shorten.ts';
import { boundedList, boundedMap } from './bounded.ts';
import { agentName, modelName } from './fields.ts';
import { limits } from './limits.ts';

/** By name the models that may be asked for. Null: every model; an empty list: the agent takes no model. */
export const knownAgents = boundedMap(agentName, boundedList(modelName, limits.models).nullable(), limits.agents);
export type KnownAgents = z.infer<typeof knownAgents>;

/** What a request asks for; null: nothing. */
export interface AskedAgent {
  readonly agent: string | null;
  readonly model: string | null;
}

export interface AgentProblem {
  readonly field: 'agent' | 'model';
  /** A sentence that begins with the name of the field. */
  readonly message: string;
}

/** Of a workflow that runs no agent. */
export function agentWithoutUse({ agent, model }: AskedAgent, workflowId: string): AgentProblem | undefined {
  const field = agent !== null ? 'agent' : model !== null ? 'model' : undefined;
  return field && { field, message: `${field} is not accepted by the workflow ${workflowId}: it runs no agent.` };
}

/** @param known null: not known here; the worker that takes the task finds out */
export function unknownAgent({ agent, model }: AskedAgent, known: KnownAgents | null): AgentProblem | undefined {
  if (known === null) return undefined;
  if (agent !== null && !Object.hasOwn(known, agent)) {
    return {
      field: 'agent',
      message: `agent ${shorten(agent)} is not an agent of the workers here. ${help(agent, Object.keys(known))}`,
    };
  }
  if (model === null) return undefined;
  const models = modelsOf(agent, known);
  if (models === null || models.includes(model)) return undefined;
  if (agent !== null && models.length === 0) {
    return { field: 'model', message: `model is not accepted by the agent ${agent}: leave it out.` };
  }
  const ofWhich = agent === null ? 'any agent of the workers here' : `the agent ${agent}`;
  return { field: 'model', message: `model ${shorten(model)} is not a model of ${ofWhich}. ${help(model, models)}` };
}

/** The models of the agent, or those of all agents where none is named. Null: every model. */
function modelsOf(agent: string | null, known: KnownAgents): readonly string[] | null {
  const lists = agent === null ? Object.values(known) : [known[agent] ?? null];
  return lists.includes(null) ? null : [...new Set(lists.flatMap((list) => list ?? []))];
}

function help(asked: string, known: readonly string[]): string {
  if (known.length === 0) return 'None is known: name one in worker.yaml, then start the workers and the API anew.';
  return `Known: ${known.join(', ')}. Did you mean ${closest(asked, known)}?`;
}
