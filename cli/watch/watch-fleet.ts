import type { FleetView } from '../../contracts/fleet.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { followFleet } from './follow-fleet.ts';
import { interruption } from './interruption.ts';
import { displayOn } from './show-fleet.ts';

export interface Watched {
  readonly fleet: FleetView;
  readonly exit: ExitCode;
}

/**
 * Shows a fleet on a stream until it ends, waits for a person, the time is up, or somebody has seen enough; the fleet itself goes on.
 * @param timeoutS of waiting, in seconds
 */
export async function watchFleet(api: Api, fleetId: string, stream: NodeJS.WriteStream, timeoutS?: number): Promise<Watched> {
  const display = await displayOn(stream, api);
  const stop = interruption();
  let last: FleetView | undefined;
  const onChange = async (fleet: FleetView): Promise<void> => {
    last = fleet;
    await display.show(fleet);
  };
  const deadline = timeoutS === undefined ? undefined : Date.now() + timeoutS * 1_000;
  const exit = await followFleet(api, fleetId, { signal: stop.signal, deadline, onChange, onOutage: tell }).finally(() => {
    display.end();
    stop.release();
  });
  sayGoodbye(fleetId, exit);
  return { fleet: last ?? (await dataOf(api.client.getFleet({ params: { fleet_id: fleetId } }))), exit };
}

const tell = (sentence: string): void => {
  process.stderr.write(`bgagent: ${sentence}\n`);
};

function sayGoodbye(fleetId: string, exit: ExitCode): void {
  const again = `look again with "bgagent fleet watch ${fleetId}"`;
  if (exit === exitCodes.interrupted) process.stderr.write(`Detached: the fleet goes on; ${again}.\n`);
  if (exit === exitCodes.timeout) process.stderr.write(`The time is up: the fleet goes on; ${again}.\n`);
  if (exit === exitCodes.waitsForPerson)
    process.stderr.write(`The fleet waits for a person; see "bgagent fleet status ${fleetId}".\n`);
}
