/** The other words of a retry: what they are, and what is wrong with them. */
import type { Problem } from '../../../../contracts/http/errors.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { unknownAgent } from '../../../../contracts/known-agents.ts';
import { retryWords, type RetryWords } from '../../../../contracts/steps.ts';
import { runsAgent } from '../../../../contracts/workflows.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { batchNames, knownPlaceholders, renderTemplate, stepPlaceholders } from '../../../../core/plan/template.ts';
import { shorten } from '../../../../core/text/shorten.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { ApiRequest } from '../../request.ts';

type Asked = ApiRequest<Operations['retryFleet']>['body'];

/** Undefined where the body says no other words. */
export function wordsIn(body: Asked): RetryWords | undefined {
  const { task_description, hint, agent, model, max_turns, budget_usd, resume } = body;
  const words = { task_description, hint, agent, model, max_turns, budget_usd, resume };
  const isSaid = Object.values(words).some((value) => value != null && value !== false);
  // The schema fills in null for what is not said.
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value != null));
  return isSaid ? retryWords.parse(said) : undefined;
}

/** Vars are looked for when the task of a target is made: each target has its own. */
export async function problemsOfWords(ports: ApiPorts, ledger: Ledger, words: RetryWords): Promise<Problem[]> {
  const agent = await unknownOf(ports, ledger, words);
  const codes = { agent: 'UNKNOWN_AGENT', model: 'UNKNOWN_MODEL' } as const;
  return [
    ...uselessWords(ledger, words),
    ...(agent ? [{ path: `/${agent.field}`, code: codes[agent.field], message: agent.message }] : []),
    ...(words.task_description === null ? [] : await unknownPlaceholders(ports, ledger, words.task_description)),
  ];
}

/** A model without an agent is one of the agent that the fleet, or one of its steps, names. */
async function unknownOf({ settings, stores }: ApiPorts, { fleetId }: Ledger, words: RetryWords) {
  if (words.agent !== null || words.model === null || settings.agents === null) return unknownAgent(words, settings.agents);
  const spec = await stores.specs.getSpec(fleetId);
  const steps = (spec?.steps ?? []).filter((step) => runsAgent(step.workflow_ref));
  const agents = steps.length === 0 ? [spec?.agent ?? null] : steps.map(({ agent }) => agent);
  const problems = agents.map((agent) => unknownAgent({ agent, model: words.model }, settings.agents));
  return problems.every((problem) => problem !== undefined) ? problems[0] : undefined;
}

/** Without an agent there is nobody to tell them to. */
function uselessWords({ settings }: Ledger, words: RetryWords): Problem[] {
  const usesAgent = settings.steps.length === 0 ? settings.usesAgent : settings.steps.some((step) => step.usesAgent);
  if (usesAgent) return [];
  const ofAgents = ['hint', 'agent', 'model', 'max_turns', 'budget_usd', 'resume'] as const;
  const given = ofAgents.filter((key) => words[key] !== null && words[key] !== false);
  return given.map((key) => ({
    path: `/${key}`,
    code: 'INVALID_VALUE',
    message: `${key} is not taken: no work of this fleet is done by an agent. Leave it out.`,
  }));
}

async function unknownPlaceholders({ stores }: ApiPorts, { fleetId }: Ledger, template: string): Promise<Problem[]> {
  const spec = await stores.specs.getSpec(fleetId);
  const steps = spec?.steps ?? [];
  const ofStep = ['step', 'context', ...batchNames].map((name) => [name, ''] as const);
  const rendered = renderTemplate(template, {
    ...{ repo: 'owner/name', group: '', path: '', vars: {}, deps: () => '' },
    params: Object.fromEntries(
      [spec?.params ?? {}, ...steps.map(({ params }) => params)].flatMap((each) => Object.entries(each)),
    ),
    ...(steps.length === 0 ? {} : { ofStep: Object.fromEntries(ofStep) }),
  });
  const unknown = rendered.ok ? [] : rendered.unknown.filter((name) => !name.startsWith('vars.'));
  const known = steps.length === 0 ? knownPlaceholders : `${knownPlaceholders} ${stepPlaceholders}`;
  return unknown.map((name) => ({
    path: '/task_description',
    code: 'UNKNOWN_PLACEHOLDER',
    message: `{{${shorten(name)}}} stands for nothing. Known: ${known}.`,
  }));
}
