import type { Api } from '../api/open-api.ts';
import { lastFleet } from '../config/last-fleet.ts';
import { terminalView } from '../render/terminal-view.ts';
import { changesAsLines } from './changes-as-lines.ts';
import type { FleetDisplay } from './fleet-display.ts';
import { livePicture } from './live-picture.ts';

/** On a terminal one picture that is drawn over itself, its clock running; elsewhere a line whenever something changed. */
export async function displayOn(stream: NodeJS.WriteStream, api: Api): Promise<FleetDisplay> {
  const view = { ...terminalView(stream), lastFleet: await lastFleet(api.url) };
  return view.terminal ? await livePicture(stream, api, view) : changesAsLines(stream, api, view);
}
