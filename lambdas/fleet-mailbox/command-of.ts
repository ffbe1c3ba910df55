import type { Changes, Command } from '../../core/turn/facts.ts';
import type { CommandRecord, FleetChanges } from '../../contracts/fleet-records.ts';
import { policyOf } from '../../contracts/steering.ts';

/** A command as it was written down, as the core reads it. */
export function commandOf(record: CommandRecord): Command {
  const { kind, command_id: id, actor: actorId, reason, at, generation, expect_revision: expectRevision } = record;
  const asked = { id, actorId, reason, at, generation, expectRevision };
  switch (kind) {
    case 'pause':
    case 'abort':
    case 'cancel':
      return { ...asked, kind };
    case 'continue':
      return { ...asked, kind, skipRemaining: record.skip_remaining ?? false, seenFailed: record.seen_failed ?? 0 };
    case 'retry':
      return { ...asked, kind, only: record.only ?? null, targets: record.targets ?? null };
    case 'edit':
      return { ...asked, kind, changes: changesOf(record.changes ?? {}) };
  }
}

function changesOf(changes: FleetChanges): Changes {
  const { max_concurrency, failure, launches_per_minute, title, labels, notify_targets, webhooks } = changes;
  return {
    ...(max_concurrency === undefined ? {} : { maxConcurrency: max_concurrency }),
    ...(failure === undefined ? {} : { policy: policyOf(failure) }),
    ...(launches_per_minute === undefined ? {} : { launchesPerMinute: launches_per_minute }),
    ...(title === undefined ? {} : { title }),
    ...(labels === undefined ? {} : { labels }),
    ...(notify_targets === undefined ? {} : { notifyTargets: notify_targets }),
    ...(webhooks === undefined ? {} : { webhooks }),
  };
}
