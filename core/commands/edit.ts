/**
 * Changes settings of a fleet while it goes on. A raised cap launches in the same turn; a lowered one ends nothing, it only keeps
 * freed slots empty.
 * Example: {maxConcurrency: 8} for a fleet with 5 → applied, "max_concurrency 5 → 8".
 */
import type { CommandOf } from '../command.ts';
import type { Draft } from '../ledger/draft.ts';
import { editableSettings, type Changes, type EditableSetting } from '../settings.ts';
import { reasonGiven, userOf } from '../turn/user-and-reason.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';
import { applied, noChange, type Judgement } from './judgement.ts';

// The keys of an object literal are those of its type.
const editable = Object.keys(editableSettings) as EditableSetting[];

export function edit(turn: Turn, command: CommandOf<'edit'>): Judgement {
  const changed = editable.flatMap((setting) => change(turn.draft, setting, command.changes));
  if (changed.length === 0) return noChange;
  turn.draft.revision += 1;
  noteFleet(turn, {
    actor: userOf(command),
    action: 'edited',
    key: `edited-${command.id}`,
    reason: `Changed ${changed.join(', ')}.${reasonGiven(command)}`,
  });
  return applied;
}

/** @returns one setting that changed, in words; nothing where it had the value already */
function change(draft: Draft, setting: EditableSetting, { [setting]: value }: Changes): string[] {
  const before = draft.settings[setting];
  if (value === undefined || same(before, value)) return [];
  // The setting of this name has the type of the change.
  draft.settings = { ...draft.settings, [setting]: value };
  const name = editableSettings[setting];
  return [isShort(before) && isShort(value) ? `${name} ${shown(before)} → ${shown(value)}` : name];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isShort = (value: unknown): value is number | null => value === null || typeof value === 'number';
const shown = (value: number | null): string => (value === null ? 'none' : String(value));
