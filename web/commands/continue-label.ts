/** What a continue is called where it is offered: by what the fleet waits for. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { groupAtGate, numbersOf } from './numbers.ts';

const ofGate = new Map([
  ['merge_ready', 'Continue: merge'],
  ['step_gate', 'Continue: next step'],
  ['batch_done', 'Next batch'],
]);

export function continueLabel(fleet: FleetView): string {
  const group = groupAtGate(fleet);
  if (fleet.status === 'PENDING') return 'Approve and start';
  if (group !== undefined) return `Approve the group ${group.path}`;
  if (fleet.reason?.code === 'canary') return `Continue with the other ${numbersOf(fleet).ready}`;
  return ofGate.get(fleet.reason?.code ?? '') ?? 'Continue';
}
