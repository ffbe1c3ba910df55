/** A command in the API's form. */
import { isoOf } from '../../../../contracts/fields.ts';
import type { CommandRecord } from '../../../../contracts/fleet-records.ts';
import type { CommandView } from '../../../../contracts/http/command.ts';
import type { ApiPorts } from '../../api-ports.ts';

/** Reads the paths of the targets for which the command was refused. */
export async function readCommandView(ports: ApiPorts, command: CommandRecord): Promise<CommandView> {
  const { command_id, fleet_id, kind, actor, reason, at, verdict } = command;
  const ordinals = verdict?.refused ?? [];
  const records = ordinals.length === 0 ? [] : await ports.stores.targets.getTargets(fleet_id, ordinals);
  return {
    command_id,
    fleet_id,
    kind,
    actor,
    reason,
    at: isoOf(at),
    verdict: verdict && {
      result: verdict.result,
      code: verdict.code,
      message: verdict.message,
      refused_targets: records.map(({ path }) => path),
    },
  };
}
