/** Plans the run of a preset: its limits, its access, its prompt, and the session that it goes on with. */
import type { TaskRow } from '../../contracts/task.ts';
import type { PresetAgent } from '../../contracts/worker-config.ts';
import type { Workflow } from '../../contracts/workflows.ts';
import { pricesOf, secondsOfBudget } from '../agent/cost.ts';
import type { Ask, Preset } from '../agent/preset.ts';
import { presets } from '../agent/presets.ts';
import { sessionNotes } from '../agent/session-notes.ts';
import { agentHome } from '../sandbox/walls/agent-home.ts';
import type { Job } from './job.ts';
import { promptOf, resumePromptOf, type PromptRequest } from './prompt.ts';

export interface PresetWork {
  readonly kind: 'preset';
  readonly agent: { readonly name: string; readonly config: PresetAgent };
  readonly preset: Preset;
  readonly program: string;
  readonly ask: Ask;
  /** All that the agent must know. */
  readonly prompt: string;
  /** What it must know besides its session; undefined where it goes on with none. */
  readonly resumePrompt: string | undefined;
  /** Variables besides those of `workEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutS: number;
  /** When the budget is used up, by `usd_per_hour`; undefined: the time does not bound it. */
  readonly budgetS: number | undefined;
}

interface PlannedAgent {
  readonly name: string;
  readonly config: PresetAgent;
  readonly model: string | undefined;
  /** Of worker.yaml, with the values of the worker's variables. */
  readonly env: Readonly<Record<string, string>>;
}

type PlannedJob = Pick<Job, 'task' | 'environment' | 'sandbox' | 'walled'>;

export function planPreset(
  { task, environment, sandbox, walled }: PlannedJob,
  { workflow, branches, shared, batchText }: Pick<PromptRequest, 'workflow' | 'branches' | 'shared' | 'batchText'>,
  { name, config, model, env }: PlannedAgent,
): PresetWork {
  const preset = presets[config.preset];
  const limits = { turns: least(task.max_turns, config.max_turns), usd: least(task.max_budget_usd, config.max_budget_usd) };
  const resumePrompt = resumePromptOf({ task, branches, shared, batchText });
  const session = resumePrompt === undefined ? undefined : sessionOf(task, environment, { name, model });
  const ask: Ask = {
    access: accessOf(workflow),
    web: workflow.id === 'knowledge/web-research-v1',
    walled,
    scratch: sandbox.folder,
    model,
    fallbackModels: (config.fallback_models ?? []).filter((each) => each !== model),
    maxTurns: limits.turns,
    maxUsd: limits.usd,
    schema: undefined,
    session,
    baseUrl: config.base_url,
    prices: pricesOf(config, model),
    args: config.args,
  };
  const told = { turns: preset.can.turns ? undefined : limits.turns, usd: preset.can.budget ? undefined : limits.usd };
  const agent = ask.access === 'read' ? 'reads' : 'writes';
  const home = config.home === 'own' ? { HOME: agentHome(environment, name) } : {};
  return {
    kind: 'preset',
    agent: { name, config },
    preset,
    program: config.program ?? preset.program,
    ask,
    prompt: promptOf({ task, workflow, branches, shared, batchText, told, agent }),
    resumePrompt: session && resumePrompt,
    env: { ...preset.env(ask), ...home, ...env },
    timeoutS: Math.min(task.timeout_s, config.timeout_s ?? task.timeout_s),
    budgetS: secondsOfBudget(limits.usd, config),
  };
}

const accessOf = ({ id, readOnly }: Workflow): Ask['access'] =>
  readOnly ? 'read' : id === 'coding/restack-v1' ? 'commit' : 'write';

function least(one: number | null, other: number | undefined): number | undefined {
  const given = [one ?? undefined, other].filter((limit) => limit !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
}

/** Only where the same agent began the session with the same model. */
function sessionOf(
  { resume }: TaskRow,
  environment: NodeJS.ProcessEnv,
  { name, model }: Pick<PlannedAgent, 'name' | 'model'>,
): Ask['session'] {
  if (!resume || resume.agent !== name) return undefined;
  return sessionNotes(environment, name).find(resume.session_id, model);
}
