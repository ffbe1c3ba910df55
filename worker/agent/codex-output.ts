/**
 * Reads what `codex exec --json` prints: an event in each line. A run ended well if its last turn was completed. It counts tokens, and
 * those of the whole session; their prices come from worker.yaml. Events of the type `error` tell of repetitions, too, and are no end.
 */
import * as z from 'zod';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { shorten } from '../../core/text/shorten.ts';
import { priceOf, tokensSince } from './cost.ts';
import { jsonLine, jsonLines } from './json-lines.ts';
import type { AgentEnd, AgentFailure, Ask, Reading, Tokens } from './preset.ts';
import { failureWithoutReading } from './process-failure.ts';
import { providerFailure } from './provider-failure.ts';
import { questionInMessage } from './question-in-message.ts';
import { sessionIdOf } from './session-id.ts';
import { unfenced } from './unfenced.ts';

const count = z.number().nonnegative();
const item = z.object({
  type: z.string(),
  text: z.string().optional(),
  message: z.string().optional(),
  command: z.string().optional(),
  query: z.string().optional(),
  changes: z.array(z.object({ path: z.string(), kind: z.string() })).optional(),
});
const event = z.union([
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('turn.started') }),
  z.object({ type: z.enum(['item.started', 'item.completed']), item }),
  // What is of another form counts as missing, so that it does not hide how the turn ended.
  z.object({
    type: z.literal('turn.completed'),
    usage: z
      .object({ input_tokens: count, cached_input_tokens: count.default(0), output_tokens: count })
      .optional()
      .catch(undefined),
  }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }).catch({ message: '' }) }),
  z.object({ type: z.literal('error'), message: z.string() }),
]);
type Event = z.infer<typeof event>;

export function readCodex(end: AgentEnd, ask: Ask): Reading {
  const events = jsonLines(end.stdout, event);
  const turn = events.findLast(({ type }) => type.startsWith('turn.'));
  const failure = failureOf({ turn, last: events.at(-1) }, end, ask);
  const text = textOf(events);
  const total = turn?.type === 'turn.completed' ? totalOf(turn) : undefined;
  return {
    ok: failure === null,
    text,
    sessionId: sessionIdOf(events.flatMap((each) => (each.type === 'thread.started' ? [each.thread_id] : [])).at(-1)),
    // It names no model.
    model: ask.model ?? null,
    costUsd: costOf(total, ask),
    used: total && { usd: null, tokens: total },
    turns: turnsOf(events),
    value: ask.schema && failure === null ? jsonOrUndefined(unfenced(text)) : undefined,
    question: failure === null ? questionInMessage(text) : null,
    failure,
  };
}

interface Ends {
  /** The last event of a turn, and of all. */
  readonly turn: Event | undefined;
  readonly last: Event | undefined;
}

function failureOf({ turn, last }: Ends, end: AgentEnd, ask: Ask): AgentFailure | null {
  if (turn?.type === 'turn.completed') return null;
  if (turn?.type === 'turn.failed') return ofProvider(turn.error.message || 'Its last turn failed.');
  // Nobody ended it, and it had no more to say.
  if (last?.type === 'error' && end.exitCode !== null) return ofProvider(last.message);
  return failureWithoutReading(end, ask);
}

const withStatus = /\b(?:unexpected|last) status:? (\d{3})\b/;
const answered = z.object({ error: z.object({ message: z.string() }) });

/** Some messages are the provider's answer as it came, in JSON; some name the status of HTTP. */
function ofProvider(message: string): AgentFailure {
  const parsed = answered.safeParse(jsonOrUndefined(message));
  // It passes on answers with the status 400 only.
  if (parsed.success) return providerFailure(400, parsed.data.error.message);
  const status = withStatus.exec(message)?.[1];
  return providerFailure(status === undefined ? null : Number(status), message);
}

const textOf = (events: readonly Event[]): string =>
  events
    .flatMap((each) => (each.type === 'item.completed' && each.item.type === 'agent_message' ? [each.item.text ?? ''] : []))
    .at(-1) ?? '';

/** Undefined also where the provider told none, which codex counts as 0. */
function totalOf({ usage }: Extract<Event, { type: 'turn.completed' }>): Tokens | undefined {
  if (!usage || usage.input_tokens + usage.output_tokens === 0) return undefined;
  return { input: usage.input_tokens, cached: usage.cached_input_tokens, output: usage.output_tokens };
}

function costOf(total: Tokens | undefined, { prices, session }: Ask): number | null {
  if (!total || !prices) return null;
  const before = session?.used?.tokens;
  if (session && !before) return null;
  const spent = before ? tokensSince(total, before) : total;
  return spent && priceOf(spent, prices);
}

/** What the model did, each of which it is told about and answers, and its last word. Null before it did or said anything. */
function turnsOf(events: readonly Event[]): number | null {
  const done = events.flatMap((each) =>
    each.type === 'item.completed' && steps.includes(each.item.type) ? [each.item.type] : [],
  );
  const hasSpoken = events.some((each) => each.type === 'item.completed' && each.item.type === 'agent_message');
  return done.length === 0 && !hasSpoken ? null : done.length + 1;
}

const steps = ['command_execution', 'file_change', 'mcp_tool_call', 'web_search'];

/** UTF-16 units of a line about a command or a file. */
const longest = 300;

export function isEndOfCodex(line: string): boolean {
  const type = jsonLine(line, event)?.type;
  return type === 'turn.completed' || type === 'turn.failed';
}

export function showCodex(line: string): readonly string[] {
  const found = jsonLine(line, event);
  // An event `turn.failed` only repeats the last error.
  if (found?.type === 'error') return [`(${found.message})`];
  if (found?.type !== 'item.started' && found?.type !== 'item.completed') return [];
  const { item: each, type } = found;
  const lines = type === 'item.started' ? begun(each) : completed(each);
  return lines.map((text) => (each.type === 'agent_message' ? text : shorten(text.replaceAll(/\s+/g, ' '), longest)));
}

const begun = ({ type, command }: z.infer<typeof item>): readonly string[] =>
  type === 'command_execution' && command !== undefined ? [`$ ${command}`] : [];

function completed({ type, text, message, query, changes }: z.infer<typeof item>): readonly string[] {
  if (type === 'agent_message' && text) return [text];
  if (type === 'error' && message) return [`(${message})`];
  if (type === 'web_search') return [`search ${query ?? ''}`];
  return type === 'file_change' ? (changes ?? []).map(({ kind, path }) => `${kind} ${path}`) : [];
}
