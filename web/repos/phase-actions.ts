/**
 * The buttons beside the progress of a phase: those commands of its fleet that make sense where it stands.
 * Example: it waits before the merge → `Continue: merge`, `Cancel…`.
 */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Asked } from '../commands/asked.ts';
import { reasonRows } from '../reasons/reason-rows.ts';

export interface PhaseAction {
  readonly label: string;
  readonly asked: Asked;
  readonly isPrimary: boolean;
}

/** What waits for a decision is told by its banner, which has the buttons for it. */
export const hasBanner = ({ status, reason }: Pick<FleetView, 'status' | 'reason'>): boolean =>
  reason !== null && reason.code !== 'merge_ready' && !isTerminalFleet(status);

const isInBanner = (fleet: FleetView, id: string): boolean => hasBanner(fleet) && reasonRows(fleet).some((row) => row.id === id);

export function phaseActions(fleet: FleetView): readonly PhaseAction[] {
  const { status, reason, actions } = fleet;
  const may = (kind: FleetView['actions'][number]): boolean => actions.includes(kind);
  const action = (label: string, asked: Asked, isPrimary = false): PhaseAction => ({ label, asked, isPrimary });
  if (isTerminalFleet(status)) {
    // What failed goes on where it failed, on the same branch.
    return may('retry') ? [action('Retry with a hint…', { kind: 'retry', hint: true })] : [];
  }
  return [
    ...(reason?.code === 'merge_ready' && may('continue') ? [action('Continue: merge', { kind: 'continue' }, true)] : []),
    ...(may('pause') && reason === null ? [action('Pause', { kind: 'pause' })] : []),
    ...(may('cancel') && !isInBanner(fleet, 'cancel') ? [action('Cancel…', { kind: 'cancel' })] : []),
  ];
}
