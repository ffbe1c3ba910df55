/**
 * The runs of an agent's program that one inquiry takes: the first, a repair, other models. They share the time of the inquiry, and
 * together they are its cost. Invariant: a run whose cost is not known makes the cost of the inquiry unknown, and never 0.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dollars } from '../cost.ts';
import type { Ask, Session } from '../preset.ts';
import { runForInquiry, type HiredAgent, type RunEnd, type RunOutcome } from './one-run.ts';
import type { SharedBudget } from './shared-budget.ts';

/** What bounds an inquiry. */
export interface InquiryLimits {
  /** USD of each run; a repair is a run of its own, and so is each further model. A program may overshoot it by an answer of the model. */
  readonly maxUsd?: number;
  /** For all inquiries that share it. */
  readonly budget?: SharedBudget;
  /** Of each run. */
  readonly maxTurns?: number;
  /** Milliseconds for all runs together. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Start {
  readonly prompt: string;
  readonly session: Session | undefined;
  /** Undefined: the one that the program chooses. */
  readonly model: string | undefined;
}

/** All runs together. */
export interface Spent {
  /** USD; null: not known. */
  readonly costUsd: number | null;
  /** Null: not known. */
  readonly turns: number | null;
  /** That of the last run that named one. */
  readonly session: Session | null;
}

export interface Runs {
  /** @throws TaskStopped when the signal stops it */
  run(start: Start): Promise<RunOutcome>;
  spent(): Spent;
}

/** @param ask `schema` is the text of a JSON Schema (draft-07) */
export function openRuns(
  agent: HiredAgent,
  ask: Pick<Ask, 'access'> & { readonly schema: string },
  { maxUsd: given, budget, maxTurns, timeoutMs, signal }: InquiryLimits,
): Runs {
  const deadline = Date.now() + timeoutMs;
  const schema = { text: ask.schema, file: writeSchema(agent, ask.schema) };
  const most = least(given, agent.config.max_budget_usd);
  const turns = least(maxTurns, agent.config.max_turns);
  let spent: Spent = { costUsd: 0, turns: 0, session: null };
  return {
    spent: () => spent,
    async run(start) {
      const timeLeftMs = deadline - Date.now();
      if (timeLeftMs <= 0) return { ok: false, kind: 'timeout', message: 'The time for the inquiry is used up.' };
      const reserve = budget?.reserve(most);
      if (budget && !reserve) return nothingLeft(budget);
      let ended: RunEnd | undefined;
      try {
        const run = { ...start, schema, access: ask.access, maxTurns: turns, maxUsd: reserve?.usd ?? most };
        ended = await runForInquiry(agent, { ...run, timeoutMs: timeLeftMs, signal });
        return ended.outcome;
      } finally {
        spent = plus(spent, ended);
        reserve?.charge(ended?.costUsd ?? null);
      }
    },
  };
}

const nothingLeft = ({ limitUsd }: SharedBudget): RunOutcome => ({
  ...{ ok: false, kind: 'budget', message: `Nothing is left of the budget of $${limitUsd}.` },
});

/** In a new folder, so that no agent can have put a link in its place. */
function writeSchema({ sandbox }: HiredAgent, schema: string): string {
  const file = join(mkdtempSync(join(sandbox.folder, 'schema-')), 'schema.json');
  writeFileSync(file, schema);
  return file;
}

/** @param ended undefined: it was stopped */
const plus = (spent: Spent, ended: RunEnd | undefined): Spent => ({
  costUsd:
    ended?.costUsd === undefined || ended.costUsd === null || spent.costUsd === null
      ? null
      : dollars(spent.costUsd + ended.costUsd),
  turns: ended?.turns === undefined || ended.turns === null || spent.turns === null ? null : spent.turns + ended.turns,
  session: ended?.session ?? spent.session,
});

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
