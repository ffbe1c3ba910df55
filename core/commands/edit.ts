/**
 * Changes settings of a fleet while it goes on. A raised cap launches in the same turn; a lowered one ends nothing, it only keeps
 * freed slots empty.
 * Example: {maxConcurrency: 8} for a fleet with 5 → applied, "max_concurrency 5 → 8".
 */
import { changedBudget } from '../budget.ts';
import type { CommandOf } from '../command.ts';
import type { Draft } from '../ledger/draft.ts';
import { editableSettings, type Changes, type EditableSetting } from '../settings.ts';
import { reasonGiven, userOf } from '../turn/user-and-reason.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';
import { applied, noChange, type Judgement } from './judgement.ts';

type Simple = Exclude<EditableSetting, 'budget'>;
// The keys of an object literal are those of its type, and the budget is left out.
const simple = Object.keys(editableSettings).filter((setting) => setting !== 'budget') as Simple[];

export function edit(turn: Turn, command: CommandOf<'edit'>): Judgement {
  const { draft } = turn;
  const changed = [
    ...simple.flatMap((setting) => change(draft, setting, command.changes)),
    ...changeBudget(draft, command.changes),
  ];
  if (changed.length === 0) return noChange;
  draft.revision += 1;
  noteFleet(turn, {
    actor: userOf(command),
    action: 'edited',
    key: `edited-${command.id}`,
    reason: `Changed ${changed.join(', ')}.${reasonGiven(command)}`,
  });
  return applied;
}

/** @returns one setting that changed, in words; nothing where it had the value already */
function change(draft: Draft, setting: Simple, { [setting]: value }: Changes): string[] {
  const before = draft.settings[setting];
  if (value === undefined || same(before, value)) return [];
  // The setting of this name has the type of the change.
  draft.settings = { ...draft.settings, [setting]: value };
  const name = editableSettings[setting];
  return [isShort(before) && isShort(value) ? `${name} ${shown(before)} → ${shown(value)}` : name];
}

/** What attempts that run may cost was fixed at their launch, and stays. @returns the parts that changed, in words */
function changeBudget(draft: Draft, { budget: change }: Changes): string[] {
  if (change === undefined) return [];
  const { budget: before, heal } = draft.settings;
  const budget = changedBudget(before, before === null && change !== null && heal ? { healUsd: heal.maxUsd, ...change } : change);
  draft.settings = { ...draft.settings, budget };
  return budgetParts.flatMap(([part, name]) => {
    const [from, to] = [before?.[part] ?? null, budget?.[part] ?? null];
    return from === to ? [] : [`budget.${name} ${shown(from)} → ${shown(to)}`];
  });
}

const budgetParts = [
  ['fleetUsd', 'fleet_usd'],
  ['targetUsd', 'target_usd'],
  ['healUsd', 'heal_usd'],
] as const;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isShort = (value: unknown): value is number | null => value === null || typeof value === 'number';
const shown = (value: number | null): string => (value === null ? 'none' : String(value));
