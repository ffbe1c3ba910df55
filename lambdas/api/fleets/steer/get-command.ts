/** Reads a command and its verdict. */
import type { Operations } from '../../../../contracts/http/operations.ts';
import { data, refuse } from '../../answer.ts';
import type { Handler } from '../../request.ts';
import { readCommandView } from './command-view.ts';
import { visibleFleet } from '../read/visible-fleet.ts';

export const getCommand: Handler<Operations['getCommand']> = async (ports, { params, caller }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const command = await ports.stores.commands.getCommand(params.fleet_id, params.command_id);
  return command
    ? data(200, await readCommandView(ports, command))
    : refuse('COMMAND_NOT_FOUND', `The fleet has no command ${params.command_id}.`);
};
