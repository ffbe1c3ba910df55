/**
 * Asks an agent for a value of a given form, such as a decision. Answers the value, or one error with a kind. The value is always checked
 * here. An answer that does not fit is repaired once, by a second prompt in the same session. Another model is asked only where the
 * provider failed or limits the first. Invariant: where there is a budget, no run starts without money that it may spend.
 */
import type { AnswerForm } from './ask/answer-form.ts';
import type { HiredAgent, RunOutcome } from './ask/one-run.ts';
import { repairAnew, repairInSession } from './ask/prompts.ts';
import { openRuns, type InquiryLimits, type Runs, type Spent } from './ask/runs.ts';
import { valueInAnswer } from './ask/value-in-answer.ts';
import type { FailureKind, Reading, Session } from './preset.ts';

export interface Inquiry<T> extends InquiryLimits {
  /** All that the agent must know; where it goes on with a session, what it must know besides. */
  readonly prompt: string;
  readonly form: AnswerForm<T>;
  /**
   * `read`: the agent changes nothing. claude-code gets no tools for it, codex a read-only sandbox of its own; in walls the working folder is
   * read-only for both.
   */
  readonly access: 'read' | 'write';
  /** The model, and those that are asked where it fails. Absent: those of worker.yaml. */
  readonly models?: readonly string[];
  /** The session to go on with. */
  readonly session?: Session;
  /** The prompt is all that an agent must know who does not know the session, so where it is not known it is asked anew. */
  readonly isComplete?: boolean;
}

export interface AgentAnswer<T> extends Spent {
  readonly ok: true;
  readonly value: T;
  /** Null: not known. */
  readonly model: string | null;
  /** How long it took, milliseconds. */
  readonly ms: number;
}

export interface AgentError extends Spent {
  readonly ok: false;
  readonly kind: FailureKind | 'timeout';
  /** A sentence, often that of program or provider. It may hold secrets. */
  readonly message: string;
  /** Whether the same inquiry may be answered later. */
  readonly retryable: boolean;
  readonly ms: number;
}

/** @throws TaskStopped when the signal stops it */
export async function askAgent<T>(agent: HiredAgent, inquiry: Inquiry<T>): Promise<AgentAnswer<T> | AgentError> {
  const began = performance.now();
  const runs = openRuns(agent, { access: inquiry.access, schema: inquiry.form.schema }, inquiry);
  let outcome: Outcome<T> = failed('config', `The inquiry to the agent ${agent.name} names no model.`);
  for (const model of modelsOf(agent, inquiry)) {
    outcome = await askModel(runs, inquiry, model);
    if (outcome.ok || !isOfProvider(outcome.kind)) break;
  }
  const about = { ...runs.spent(), ms: Math.round(performance.now() - began) };
  return outcome.ok ? { ...outcome, ...about } : { ...outcome, ...about, retryable: isOfProvider(outcome.kind) };
}

type Failure = Pick<AgentError, 'ok' | 'kind' | 'message'>;
type Outcome<T> = { readonly ok: true; readonly value: T; readonly model: string | null } | Failure;

const failed = (kind: AgentError['kind'], message: string): Failure => ({ ok: false, kind, message });
const isOfProvider = (kind: AgentError['kind']): boolean => kind === 'provider' || kind === 'rate_limit';

/** Undefined: the one that the program chooses. */
function modelsOf({ config }: HiredAgent, { models }: Pick<Inquiry<unknown>, 'models'>): readonly (string | undefined)[] {
  return models ?? [config.model, ...(config.fallback_models ?? [])];
}

/** @param model undefined: the one that the program chooses */
async function askModel<T>(runs: Runs, inquiry: Inquiry<T>, model: string | undefined): Promise<Outcome<T>> {
  const { form } = inquiry;
  const first = await begin(runs, inquiry, model);
  if (!first.ok) return first;
  const found = valueInAnswer(first.reading, form);
  if (found.ok) return { ...found, model: first.reading.model };
  const { problems } = found;
  const repair = { prompt: inquiry.prompt, answer: first.reading.text, problems, schema: form.schema };
  const repaired = await runs.run({ ...repairOf(first.reading, repair), model });
  if (!repaired.ok) return { ...repaired, message: `${repaired.message} The answer before does not fit: ${problems.join('; ')}` };
  const second = valueInAnswer(repaired.reading, form);
  if (second.ok) return { ...second, model: repaired.reading.model };
  return failed('schema', `The answer does not fit, and neither did the one before: ${second.problems.join('; ')}`);
}

async function begin(
  runs: Runs,
  { prompt, session, isComplete = false }: Omit<Inquiry<unknown>, 'form'>,
  model: string | undefined,
): Promise<RunOutcome> {
  const begun = await runs.run({ prompt, session, model });
  const isUnknown = !begun.ok && begun.kind === 'session';
  return isUnknown && isComplete ? runs.run({ prompt, session: undefined, model }) : begun;
}

function repairOf({ sessionId, used }: Reading, repair: Parameters<typeof repairAnew>[0]) {
  return sessionId === null
    ? { prompt: repairAnew(repair), session: undefined }
    : { prompt: repairInSession(repair), session: { id: sessionId, used } };
}
