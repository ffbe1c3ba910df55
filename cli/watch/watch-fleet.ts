/** Watches a fleet on a stream, and says at the end why the watching ended. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { lastFleet } from '../config/last-fleet.ts';
import { writeText } from '../output/write-text.ts';
import { terminalView } from '../render/terminal-view.ts';
import { changesAsLines } from './changes-as-lines.ts';
import type { FleetDisplay } from './fleet-display.ts';
import { followFleet } from './follow-fleet.ts';
import { interruption } from './interruption.ts';
import { livePicture } from './live-picture.ts';

export interface Watched {
  readonly fleet: FleetView;
  readonly exit: ExitCode;
}

export interface WatchOptions {
  readonly stream: NodeJS.WriteStream;
  /** The longest time to watch, in seconds. */
  readonly timeoutS: number | undefined;
  /** True: goes on watching at a terminal while the fleet waits for a person. */
  readonly throughPauses: boolean;
}

/** Ends when the fleet ends or waits for a person, after the timeout, or at Ctrl-C. The fleet itself is never changed by it. */
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
  // Without a terminal a script is waiting, and it needs to know of the pause.
  const throughPauses = options.throughPauses && display.live;
  const following = { signal: stop.signal, deadline, throughPauses, onChange, onOutage: tell };
  const exit = await followFleet(api, fleetId, following).finally(() => {
    display.end();
    stop.release();
  });
  sayGoodbye(fleetId, exit);
  return { fleet: last ?? (await dataOf(api.client.getFleet({ params: { fleet_id: fleetId } }))), exit };
}

/** A live picture at a terminal, lines elsewhere. */
async function displayOn(stream: NodeJS.WriteStream, api: Api): Promise<FleetDisplay> {
  const view = { ...terminalView(stream), lastFleet: await lastFleet(api.url) };
  return view.terminal ? await livePicture(stream, api, view) : changesAsLines(stream, api, view);
}

const tell = (sentence: string): void => {
  writeText(process.stderr, `bgagent: ${sentence}\n`);
};

function sayGoodbye(fleetId: string, exit: ExitCode): void {
  const again = `watch it again with "bgagent fleet watch ${fleetId}"`;
  if (exit === exitCodes.interrupted) writeText(process.stderr, `Detached: the fleet goes on; ${again}.\n`);
  if (exit === exitCodes.timeout) writeText(process.stderr, `The --timeout is up: the fleet goes on; ${again}.\n`);
  if (exit === exitCodes.waitsForPerson) {
    writeText(process.stderr, `The fleet waits for a person; see "bgagent fleet status ${fleetId}".\n`);
  }
}
