import type { FleetView } from '../../../contracts/http/fleet.ts';
import type { CommandView } from '../../../contracts/http/command.ts';

/** What became of a command that was not refused, in a sentence or two. */
export function verdictLines(kind: string, { status }: FleetView, verdict: CommandView['verdict']): string[] {
  if (verdict === null) return [`Done: ${kind}.`];
  if (verdict.result === 'no_change') return [`No change: the fleet is ${status} already.`];
  const left = verdict.refused_targets.length === 0 ? [] : [`Left as they are: ${verdict.refused_targets.join(', ')}`];
  return [`Done: ${kind}.`, ...(verdict.message === null ? [] : [verdict.message]), ...left];
}
