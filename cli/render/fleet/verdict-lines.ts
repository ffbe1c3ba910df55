/** The verdict on a command, as `fleet pause` and the other commands print it. */
import type { FleetView } from '../../../contracts/http/fleet.ts';
import type { CommandView } from '../../../contracts/http/command.ts';

/** @param verdict null when it could not be read; the command took effect all the same */
export function verdictLines(kind: string, { status }: FleetView, verdict: CommandView['verdict']): string[] {
  if (verdict === null) return [`Done: ${kind}.`];
  if (verdict.result === 'no_change') return [`No change: the fleet is already ${status}.`];
  const left = verdict.refused_targets.length === 0 ? [] : [`Not changed: ${verdict.refused_targets.join(', ')}`];
  return [`Done: ${kind}.`, ...(verdict.message === null ? [] : [verdict.message]), ...left];
}
