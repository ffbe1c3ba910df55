/** How a fleet with steps stands, in one or two words (semantics 21). */
import { holdsSlot, isTerminalFleet, type FleetStatus, type TargetStatus } from '../fleet.ts';

export type StateIndicator = 'Running' | 'Paused' | 'Healing' | 'Waiting' | 'Complete' | 'Merge Ready';

interface SeenFleet {
  readonly status: FleetStatus;
  readonly reason: { readonly code: string } | null;
}

/** Reasons for which a fleet waits for a decision that it expects; for all others it is `Paused`. */
const expected: readonly string[] = ['step_gate', 'batch_done', 'review', 'question', 'canary', 'approval_required'];

/**
 * Undefined for a fleet that ended otherwise than well: its status says it, and `Complete` would be wrong.
 * @param targets all of a small fleet, or none
 */
export function stateIndicator(
  { status, reason }: SeenFleet,
  targets: readonly { readonly status: TargetStatus; readonly trigger: string | null }[],
): StateIndicator | undefined {
  if (status === 'SUCCEEDED') return 'Complete';
  if (isTerminalFleet(status)) return undefined;
  if (status === 'PENDING') return 'Waiting';
  if (status === 'PAUSING' || status === 'PAUSED') return indicatorOfPause(reason?.code);
  return targets.some((target) => target.trigger === 'heal' && holdsSlot(target.status)) ? 'Healing' : 'Running';
}

function indicatorOfPause(code: string | undefined): StateIndicator {
  if (code === 'merge_ready') return 'Merge Ready';
  return code !== undefined && expected.includes(code) ? 'Waiting' : 'Paused';
}
