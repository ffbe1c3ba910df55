/**
 * What a person changes while a fleet goes on: a raised cap launches in the same turn, a lowered one only stops refills.
 * Example: {maxConcurrency: 8} for a fleet with 5 → applied, "max_concurrency 5 → 8".
 */
import type { Changes, CommandOf } from '../turn/facts.ts';
import { applied, noChange, type Judgement } from './judgement.ts';
import type { Draft } from '../ledger/draft.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';

const fields = ['maxConcurrency', 'launchesPerMinute', 'title', 'policy', 'labels', 'notifyTargets', 'webhooks'] as const;

export function edit(turn: Turn, command: CommandOf<'edit'>): Judgement {
  const changed = fields.flatMap((field) => change(turn.draft, field, command.changes));
  if (changed.length === 0) return noChange;
  turn.draft.revision += 1;
  const said = command.reason === null ? '' : ` Reason given: ${command.reason}`;
  noteFleet(turn, {
    actor: { kind: 'user', id: command.actorId },
    action: 'edited',
    key: `edited-${command.id}`,
    reason: `Changed ${changed.join(', ')}.${said}`,
  });
  return applied;
}

/** How fields are called where people see them. */
const words: Readonly<Record<keyof Changes, string>> = {
  maxConcurrency: 'max_concurrency',
  launchesPerMinute: 'launches_per_minute',
  title: 'title',
  policy: 'failure',
  labels: 'labels',
  notifyTargets: 'notify.targets',
  webhooks: 'notify.webhooks',
};

/** @returns what changed, in words; nothing where it is as asked already */
function change(draft: Draft, field: keyof Changes, { [field]: value }: Changes): string[] {
  const before = draft[field];
  if (value === undefined || same(before, value)) return [];
  // The draft's field of this name has the type of the change.
  Object.assign(draft, { [field]: value });
  return [isShort(before) && isShort(value) ? `${words[field]} ${shown(before)} → ${shown(value)}` : words[field]];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isShort = (value: unknown): value is number | null => value === null || typeof value === 'number';
const shown = (value: number | null): string => (value === null ? 'none' : String(value));
