/** Checks the agent and the model that a fleet names, before anything starts. */
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import type { Problem } from '../../../../contracts/http/errors.ts';
import { agentWithoutUse, unknownAgent, type KnownAgents } from '../../../../contracts/known-agents.ts';
import type { Workflow } from '../../../../contracts/workflows.ts';

const codes = { agent: 'UNKNOWN_AGENT', model: 'UNKNOWN_MODEL' } as const;

/** @param workflow undefined: not known, which is a problem of its own @param known null: not known here */
export function agentProblems(
  { agent = null, model = null }: Pick<SubmitBody, 'agent' | 'model'>,
  workflow: Workflow | undefined,
  known: KnownAgents | null,
): Problem[] {
  const asked = { agent, model };
  const useless = workflow && !workflow.agent ? agentWithoutUse(asked, workflow.id) : undefined;
  const problem = useless ?? unknownAgent(asked, known);
  if (!problem) return [];
  return [{ path: `/${problem.field}`, code: useless ? 'INVALID_VALUE' : codes[problem.field], message: problem.message }];
}
