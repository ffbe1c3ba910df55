import type { FleetView } from '../../contracts/http/fleet.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { followFleet } from './follow-fleet.ts';
import { writeText } from '../output/write-text.ts';
import { interruption } from './interruption.ts';
import { displayOn } from './show-fleet.ts';

export interface Watched {
  readonly fleet: FleetView;
  readonly exit: ExitCode;
}

export interface WatchOptions {
  readonly stream: NodeJS.WriteStream;
  /** Of waiting, in seconds. */
  readonly timeoutS: number | undefined;
  /** Whether a fleet that waits for a person is watched on, where a person sits at a terminal. */
  readonly throughPauses: boolean;
}

/**
 * Shows a fleet on a stream until it ends, waits for a person, the time is up, or somebody has seen enough; the fleet itself goes on.
 */
export async function watchFleet(api: Api, fleetId: string, options: WatchOptions): Promise<Watched> {
  const { stream, timeoutS } = options;
  const display = await displayOn(stream, api);
  const stop = interruption();
  let last: FleetView | undefined;
  const onChange = async (fleet: FleetView): Promise<void> => {
    last = fleet;
    await display.show(fleet);
  };
  const deadline = timeoutS === undefined ? undefined : Date.now() + timeoutS * 1_000;
  // Off a terminal it is a script that waits: it wants to be told.
  const throughPauses = options.throughPauses && display.live;
  const following = { signal: stop.signal, deadline, throughPauses, onChange, onOutage: tell };
  const exit = await followFleet(api, fleetId, following).finally(() => {
    display.end();
    stop.release();
  });
  sayGoodbye(fleetId, exit);
  return { fleet: last ?? (await dataOf(api.client.getFleet({ params: { fleet_id: fleetId } }))), exit };
}

const tell = (sentence: string): void => {
  writeText(process.stderr, `bgagent: ${sentence}\n`);
};

function sayGoodbye(fleetId: string, exit: ExitCode): void {
  const again = `look again with "bgagent fleet watch ${fleetId}"`;
  if (exit === exitCodes.interrupted) writeText(process.stderr, `Detached: the fleet goes on; ${again}.\n`);
  if (exit === exitCodes.timeout) writeText(process.stderr, `The time is up: the fleet goes on; ${again}.\n`);
  if (exit === exitCodes.waitsForPerson)
    writeText(process.stderr, `The fleet waits for a person; see "bgagent fleet status ${fleetId}".\n`);
}
