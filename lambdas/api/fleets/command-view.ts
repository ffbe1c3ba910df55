import type { CommandRecord } from '../../../contracts/fleet-records.ts';
import type { CommandView } from '../../../contracts/fleet.ts';

export const commandView = ({ command_id, fleet_id, kind, actor, reason, at, verdict }: CommandRecord): CommandView => ({
  command_id,
  fleet_id,
  kind,
  actor,
  reason,
  at: new Date(at).toISOString(),
  verdict,
});
