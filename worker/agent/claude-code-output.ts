/**
 * Reads what Claude Code prints with `--output-format stream-json`: an event in each line, the last of them `result`. Its `subtype` is
 * `success` also where the provider failed, so `is_error` tells. `total_cost_usd` is that of the whole session. Of a result every value
 * may be missing or of another form; it is a success only where both say so.
 */
import * as z from 'zod';
import { shorten } from '../../core/text/shorten.ts';
import { dollars } from './cost.ts';
import { jsonLine, jsonLines } from './json-lines.ts';
import type { AgentEnd, AgentFailure, Ask, Reading } from './preset.ts';
import { failureWithoutReading } from './process-failure.ts';
import { providerFailure } from './provider-failure.ts';
import { questionInMessage } from './question-in-message.ts';
import { sessionIdOf } from './session-id.ts';

const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  name: z.string().optional(),
  input: z.record(z.string(), z.unknown()).optional(),
});
const said = z.object({
  type: z.enum(['assistant', 'user']),
  session_id: z.string().optional(),
  parent_tool_use_id: z.string().nullish(),
  message: z.object({ model: z.string().optional(), content: z.union([z.string(), z.array(block)]) }),
});
const system = z.object({
  type: z.literal('system'),
  subtype: z.string(),
  session_id: z.string().optional(),
  model: z.string().optional(),
  attempt: z.number().optional(),
  max_retries: z.number().optional(),
  error_status: z.number().nullish(),
  error: z.string().nullish(),
});
/** A value of another form counts as missing, so that it does not hide how the run ended. */
const orMissing = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);
const result = z.object({
  type: z.literal('result'),
  subtype: orMissing(z.string()),
  is_error: orMissing(z.boolean()),
  result: orMissing(z.string()),
  structured_output: z.unknown().optional(),
  session_id: orMissing(z.string()),
  num_turns: orMissing(z.number().int().nonnegative()),
  total_cost_usd: orMissing(z.number()),
  terminal_reason: orMissing(z.string()),
  api_error_status: orMissing(z.number()),
  errors: orMissing(z.array(z.string())),
});
type Result = z.infer<typeof result>;
const event = z.union([said, system, result]);
type Event = z.infer<typeof event>;

export function readClaudeCode(end: AgentEnd, ask: Ask): Reading {
  const events = jsonLines(end.stdout, event);
  const known = { sessionId: sessionOf(events), model: modelOf(events) };
  const last = lastResult(events);
  if (!last) {
    // The dollars stand in the last event only.
    const unknown = { costUsd: null, used: undefined, value: undefined, question: null };
    const failure = failureWithoutReading(end, ask);
    return { ...known, ...unknown, ok: false, text: textOf(events), turns: turnsOf(events), failure };
  }
  const failure = failureOf(last, ask);
  const text = last.result ?? textOf(events);
  return {
    ...known,
    ...spent(last, events, ask),
    ok: failure === null,
    text: failure === null ? text : textOf(events),
    turns: last.num_turns ?? turnsOf(events),
    value: last.structured_output,
    question: failure === null ? questionInMessage(text) : null,
    failure,
  };
}

/** Undefined where none was printed, the agent went on after it, or it says nothing. */
function lastResult(events: readonly Event[]): Result | undefined {
  const at = events.findLastIndex(({ type }) => type === 'result');
  const last = events[at];
  if (last?.type !== 'result' || own(events.slice(at)).some(({ type }) => type === 'assistant')) return undefined;
  return last.subtype === undefined && last.is_error === undefined ? undefined : last;
}

function failureOf({ is_error: isError, subtype, ...last }: Result, ask: Ask): AgentFailure | null {
  const message = [last.result, ...(last.errors ?? [])].filter(Boolean).join(' ') || `It ended with "${subtype ?? 'a result'}".`;
  switch (subtype) {
    case 'success':
      if (isError === false) return endedEarly(last.terminal_reason);
      return providerFailure(last.api_error_status ?? null, message);
    case 'error_max_turns':
      return { kind: 'turns', message };
    case 'error_max_budget_usd':
      return { kind: 'budget', message };
    case 'error_max_structured_output_retries':
      return { kind: 'schema', message };
    case undefined:
    default:
      if (ask.session && unknownSession.test(message)) return { kind: 'session', message };
      return last.api_error_status === undefined ? { kind: 'agent', message } : providerFailure(last.api_error_status, message);
  }
}

const unknownSession = /no conversation found/i;

/** Reasons that are no end of the work, though the program tells no error. Others are left to its word. */
const notCompleted =
  /^aborted|_(?:error|failed|exhausted|unavailable)$|^(?:prompt_too_long|blocking_limit|rapid_refill_breaker)$/;

const endedEarly = (reason: string | undefined): AgentFailure | null =>
  reason !== undefined && notCompleted.test(reason)
    ? { kind: 'agent', message: `It ended before its work was done: ${reason}.` }
    : null;

function spent(last: Result, events: readonly Event[], ask: Ask): Pick<Reading, 'costUsd' | 'used'> {
  const total = last.total_cost_usd === undefined ? null : dollars(last.total_cost_usd);
  const costUsd = total === null ? null : costOf(total, ask);
  // A gateway that tells no tokens leaves the sum as it was.
  if (total === null || (costUsd === 0 && hasAnswered(events))) return { costUsd: null, used: undefined };
  return { costUsd, used: { usd: total, tokens: null } };
}

/** The total of an earlier run is a part of it. */
function costOf(total: number, { session }: Ask): number | null {
  if (session === undefined) return total;
  const before = session.used?.usd;
  return before === undefined || before === null ? null : dollars(total - before);
}

/** A subagent speaks for itself. */
const own = (events: readonly Event[]) =>
  events.flatMap((each) => ((each.type === 'assistant' || each.type === 'user') && !each.parent_tool_use_id ? [each] : []));

const blocksOf = ({ message: { content } }: z.infer<typeof said>) => (typeof content === 'string' ? [] : content);

function textOf(events: readonly Event[]): string {
  const spoken = own(events).filter(({ type, message }) => type === 'assistant' && message.model !== ofProgram);
  const texts = spoken.map((each) => blocksOf(each).flatMap(({ type, text }) => (type === 'text' && text ? [text] : [])));
  return texts.findLast((found) => found.length > 0)?.join('\n') ?? '';
}

/** As the program counts them: the answers of tools, and one more. Null before the model has spoken. */
function turnsOf(events: readonly Event[]): number | null {
  const spoken = own(events);
  if (!spoken.some(({ type }) => type === 'assistant')) return null;
  return 1 + spoken.flatMap(blocksOf).filter(({ type }) => type === 'tool_result').length;
}

/** Whether a model did, and not only the program in its name. */
const hasAnswered = (events: readonly Event[]): boolean =>
  own(events).some(({ type, message: { model } }) => type === 'assistant' && model !== ofProgram);

const sessionOf = (events: readonly Event[]): string | null =>
  sessionIdOf(events.findLast(({ session_id: id }) => id !== undefined)?.session_id);

/** Stands for a model in messages that the program itself writes. */
const ofProgram = '<synthetic>';

function modelOf(events: readonly Event[]): string | null {
  const spoken = own(events).flatMap(({ type, message: { model } }) => (type === 'assistant' && model ? [model] : []));
  const begun = events.flatMap((each) => (each.type === 'system' && each.model ? [each.model] : []));
  return spoken.findLast((model) => model !== ofProgram) ?? begun.at(-1) ?? null;
}

export const isEndOfClaudeCode = (line: string): boolean => jsonLine(line, event)?.type === 'result';

export function showClaudeCode(line: string): readonly string[] {
  const found = jsonLine(line, event);
  if (found?.type === 'system' && found.subtype === 'api_retry') {
    const why = found.error_status ?? found.error ?? 'no answer';
    return [`(the provider did not serve it: ${why}; try ${found.attempt ?? '?'} of ${found.max_retries ?? '?'})`];
  }
  if (found?.type !== 'assistant') return [];
  return blocksOf(found).flatMap(({ type, text, name, input }) => {
    if (type === 'text' && text) return [text];
    return type === 'tool_use' && name !== undefined ? [toolLine(name, input ?? {})] : [];
  });
}

/** UTF-16 units of the line of a tool. */
const longest = 300;
/** What a tool works on, in the order of preference. */
const objects = ['command', 'file_path', 'notebook_path', 'pattern', 'url', 'query', 'description'];

function toolLine(name: string, input: Readonly<Record<string, unknown>>): string {
  const key = objects.find((each) => typeof input[each] === 'string');
  const what = key === undefined ? '' : String(input[key]);
  return shorten((name === 'Bash' ? `$ ${what}` : `${name} ${what}`).replaceAll(/\s+/g, ' ').trim(), longest);
}
