import type { Command } from '../../core/command.ts';
import type { CommandRecord } from '../../contracts/fleet-records.ts';
import { changesOf } from '../../contracts/settings.ts';

/** Turns the item of a command into the command that the core applies. */
export function commandOf(record: CommandRecord): Command {
  const { kind, command_id: id, actor: actorId, reason, at, generation, expect_revision: expectRevision } = record;
  const asked = { id, actorId, reason, at, generation, expectRevision };
  switch (kind) {
    case 'pause':
    case 'abort':
    case 'cancel':
      return { ...asked, kind };
    case 'continue':
      return { ...asked, kind, ...continueOf(record) };
    case 'retry':
      return { ...asked, kind, ...retryOf(record) };
    case 'cancel_targets':
    case 'skip_targets':
    case 'fail_targets':
    case 'answer':
      return { ...asked, kind, targets: record.targets ?? [] };
    case 'approve':
    case 'reject':
    case 'steer':
      return { ...asked, kind, ...decisionOf(record) };
    case 'edit':
      return { ...asked, kind, changes: changesOf(record.changes ?? {}) };
  }
}

const continueOf = ({ skip_remaining, seen_failed, seen_gate, pass_over }: CommandRecord) => ({
  skipRemaining: skip_remaining ?? false,
  seenFailed: seen_failed ?? 0,
  seenGate: seen_gate ?? 0,
  passOver: pass_over ?? false,
});

const decisionOf = ({ kind, targets = [], seen_gate, pass_over = false }: CommandRecord) => ({
  targets,
  ...(kind === 'approve' ? { passOver: pass_over } : {}),
  ...(seen_gate === undefined ? {} : { seenGate: seen_gate }),
});

/** A record that older code wrote says nothing of blocked targets: they wait again. */
const retryOf = ({ only, targets, reset_blocked, from_step, words }: CommandRecord) => ({
  only: only ?? null,
  targets: targets ?? null,
  resetBlocked: reset_blocked ?? true,
  ...(from_step === undefined ? {} : { fromStep: from_step }),
  ...(words === undefined ? {} : { words: { budgetUsd: words.budget_usd } }),
});
