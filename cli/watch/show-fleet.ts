import type { FleetView } from '../../contracts/fleet.ts';
import { formatDuration } from '../../core/duration.ts';
import { type Api } from '../api/open-api.ts';
import { lastFleet } from '../config/last-fleet.ts';
import { fleetLine, renderFleetStatus } from '../render/fleet-status.ts';
import { terminalView } from '../render/terminal-view.ts';
import type { View } from '../render/view.ts';
import { failedTargets } from './failed-targets.ts';

/** Shows a fleet while it is followed. */
export interface FleetDisplay {
  show: (fleet: FleetView) => Promise<void>;
  /** Leaves the last picture where it is. */
  end: () => void;
}

const redrawMs = 1_000;

/** On a terminal one picture that is drawn over itself, its clock running; elsewhere a line whenever something changed. */
export async function displayOn(stream: NodeJS.WriteStream, api: Api): Promise<FleetDisplay> {
  const view = { ...terminalView(stream), lastFleet: await lastFleet(api.url) };
  return view.terminal ? await livePicture(stream, api, view) : changesAsLines(stream);
}

async function livePicture(stream: NodeJS.WriteStream, api: Api, first: View): Promise<FleetDisplay> {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  let draw = (): void => undefined;
  const timer = setInterval(() => {
    draw();
  }, redrawMs);
  return {
    show: async (fleet) => {
      const failed = await failedTargets(api, fleet).catch(() => []);
      const seen = Date.now();
      draw = () => {
        const view = { ...first, columns: stream.columns };
        update(renderFleetStatus(isOver(fleet) ? fleet : later(fleet, (Date.now() - seen) / 1_000), failed, view));
      };
      draw();
    },
    end: () => {
      clearInterval(timer);
      update.done();
    },
  };
}

const isOver = ({ progress }: FleetView): boolean => progress.finished >= progress.total;

/** The same fleet with its clock moved on: nobody has to ask for that. */
const later = (fleet: FleetView, seconds: number): FleetView => ({
  ...fleet,
  progress: { ...fleet.progress, elapsed_s: fleet.progress.elapsed_s + seconds },
});

function changesAsLines(stream: NodeJS.WriteStream): FleetDisplay {
  let last = '';
  return {
    show: (fleet) => {
      const line = fleetLine(fleet);
      if (line !== last) stream.write(`${formatDuration(fleet.progress.elapsed_s * 1_000).padEnd(7)} ${line}\n`);
      last = line;
      return Promise.resolve();
    },
    end: () => undefined,
  };
}
