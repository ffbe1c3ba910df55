/** One run of an agent's program for an inquiry: how it is started, and how it ended. */
import { problemOfCommand } from '../../sandbox/problem-of-command.ts';
import type { PresetAgent } from '../../../contracts/worker-config.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { pricesOf, secondsOfBudget } from '../cost.ts';
import type { Ask, FailureKind, Reading, Session } from '../preset.ts';
import { presets } from '../presets.ts';
import { runAgent, type AgentOutput, type AgentRunEnd } from '../run-agent.ts';
import { withTurns } from './prompts.ts';

/** An agent of worker.yaml, and where it works. */
export interface HiredAgent {
  /** Its name in worker.yaml. */
  readonly name: string;
  readonly config: PresetAgent;
  /** The whole environment of its program, besides the variables of its preset. */
  readonly env: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
  /** Whether the sandbox has walls. */
  readonly walled: boolean;
  readonly output: AgentOutput;
}

export interface OneRun extends Pick<Ask, 'access' | 'schema' | 'model' | 'session' | 'maxTurns' | 'maxUsd'> {
  readonly prompt: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface RunEnd {
  readonly outcome: RunOutcome;
  /** USD; null: not known. */
  readonly costUsd: number | null;
  /** Null: not known. */
  readonly turns: number | null;
  /** Null: it named none. */
  readonly session: Session | null;
}

export type RunOutcome =
  | { readonly ok: true; readonly reading: Reading }
  /** `message` may hold secrets. */
  | { readonly ok: false; readonly kind: FailureKind | 'timeout'; readonly message: string };

/** @throws TaskStopped when the signal stops it */
export async function runForInquiry(agent: HiredAgent, run: OneRun): Promise<RunEnd> {
  const budgetMs = (secondsOfBudget(run.maxUsd, agent.config) ?? Infinity) * 1_000;
  const timeoutMs = Math.max(1, Math.min(run.timeoutMs, budgetMs));
  const ended = await runAgent(programOf(agent, run, timeoutMs), agent.sandbox, agent.output);
  const outcome = outcomeOf(ended, agent, budgetMs < run.timeoutMs ? run.maxUsd : undefined);
  // Where the program did not start, or did not know the session, no model was asked.
  if (!outcome.ok && (outcome.kind === 'session' || ended.end.kind === 'not-started')) {
    return { outcome, costUsd: 0, turns: 0, session: null };
  }
  const { costUsd, turns, sessionId, used } = ended.reading;
  return { outcome, costUsd, turns, session: sessionId === null ? null : { id: sessionId, used } };
}

function programOf(
  { name, config, env, sandbox, walled }: HiredAgent,
  run: OneRun,
  timeoutMs: number,
): Parameters<typeof runAgent>[0] {
  const preset = presets[config.preset];
  const { access, schema, model, session, maxTurns, maxUsd, prompt, signal } = run;
  const ask: Ask = {
    ...{ access, schema, model, session, maxTurns, maxUsd, walled, web: false, scratch: sandbox.folder },
    // Which model is asked next is decided here, so that the answer says which one it was.
    ...{ fallbackModels: [], baseUrl: config.base_url, prices: pricesOf(config, model), args: config.args },
  };
  return {
    ...{ preset, agent: { name, config }, program: config.program ?? preset.program, ask, env: { ...preset.env(ask), ...env } },
    ...{ prompt: withTurns(prompt, preset.can.turns ? undefined : maxTurns), timeoutMs, signal },
  };
}

/** @param timedBudget the budget, where it ends the run before the time of the inquiry does */
function outcomeOf({ end, reading }: AgentRunEnd, { name, config }: HiredAgent, timedBudget: number | undefined): RunOutcome {
  switch (end.kind) {
    case 'not-started':
      return failed('config', `The program of the agent ${name} (${config.preset}) cannot be started: ${end.why}.`);
    case 'timed-out':
      // It had told its end, and only the program went on.
      if (reading.ok) return { ok: true, reading };
      return timedBudget === undefined
        ? failed('timeout', `The agent ${name} was still running after its time limit.`)
        : failed('budget', `The agent ${name} had not ended when, by usd_per_hour, its budget of $${timedBudget} was used up.`);
    case 'exited':
    case 'killed': {
      const { failure } = reading;
      if (!failure) return { ok: true, reading };
      const problem = failure.kind === 'process' ? problemOfCommand(end) : undefined;
      return failed(failure.kind, problem === undefined ? failure.message : `${failure.message} (${problem})`);
    }
  }
}

const failed = (kind: FailureKind | 'timeout', message: string): RunOutcome => ({ ok: false, kind, message });
