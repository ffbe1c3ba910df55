import type { FleetView } from '../../contracts/fleet.ts';
import { formatDuration } from '../../core/duration.ts';
import { type Api } from '../api/open-api.ts';
import { lastFleet } from '../config/last-fleet.ts';
import { fleetChanges } from '../render/fleet-changes.ts';
import { fleetLine, renderFleetStatus } from '../render/fleet-status.ts';
import { terminalView } from '../render/terminal-view.ts';
import type { View } from '../render/view.ts';
import { failedTargets } from './failed-targets.ts';

/** Shows a fleet while it is followed. */
export interface FleetDisplay {
  /** Whether a person looks at it. */
  readonly live: boolean;
  show: (fleet: FleetView) => Promise<void>;
  /** Leaves the last picture where it is. */
  end: () => void;
}

const redrawMs = 1_000;
/** So many of the last changes of settings stay below the picture. */
const shownChanges = 5;

/** On a terminal one picture that is drawn over itself, its clock running; elsewhere a line whenever something changed. */
export async function displayOn(stream: NodeJS.WriteStream, api: Api): Promise<FleetDisplay> {
  const view = { ...terminalView(stream), lastFleet: await lastFleet(api.url) };
  return view.terminal ? await livePicture(stream, api, view) : changesAsLines(stream);
}

async function livePicture(stream: NodeJS.WriteStream, api: Api, first: View): Promise<FleetDisplay> {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  let draw = (): void => undefined;
  const changes = changesSeen();
  const told: string[] = [];
  const timer = setInterval(() => {
    draw();
  }, redrawMs);
  return {
    live: true,
    show: async (fleet) => {
      told.push(...changes(fleet).map((line) => `${timeOf(fleet)} ${line}`));
      const failed = await failedTargets(api, fleet).catch(() => []);
      const seen = Date.now();
      draw = () => {
        const view = { ...first, columns: stream.columns, rows: stream.rows };
        const shown = isOver(fleet) ? fleet : later(fleet, (Date.now() - seen) / 1_000);
        update([renderFleetStatus(shown, failed, view), ...told.slice(-shownChanges)].join('\n'));
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
  const changes = changesSeen();
  return {
    live: false,
    show: (fleet) => {
      const line = fleetLine(fleet);
      const lines = [...changes(fleet), ...(line === last ? [] : [line])];
      for (const each of lines) stream.write(`${timeOf(fleet)} ${each}\n`);
      last = line;
      return Promise.resolve();
    },
    end: () => undefined,
  };
}

const timeOf = ({ progress }: FleetView): string => formatDuration(progress.elapsed_s * 1_000).padEnd(7);

/** Tells of each fleet what commands changed since the one before. */
function changesSeen(): (fleet: FleetView) => string[] {
  let before: FleetView | undefined;
  return (fleet) => {
    const changes = before === undefined ? [] : fleetChanges(before, fleet);
    before = fleet;
    return changes;
  };
}
