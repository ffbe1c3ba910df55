/** Shows a fleet as lines, for a pipe or a log: one for each change and, of a small fleet, one for each target that ended. */
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { isTerminalTarget } from '../../core/fleet.ts';
import type { Api } from '../api/open-api.ts';
import { writeText } from '../output/write-text.ts';
import { fleetLine, nowOf } from '../render/fleet/fleet-status.ts';
import { fleetWaits, waitsKey } from '../render/waits.ts';
import { endedLine } from '../render/fleet/target-lines.ts';
import type { View } from '../render/view.ts';
import { changesSeen, timed } from './changes-seen.ts';
import type { FleetDisplay } from './fleet-display.ts';
import { allTargets, hasFewTargets } from './read-picture.ts';
import { stepNews } from './step-news.ts';

export function changesAsLines(stream: NodeJS.WriteStream, api: Api, view: View): FleetDisplay {
  let last = '';
  const changes = changesSeen();
  const ended = endedTargets(api);
  const news = stepNews(api);
  return {
    live: false,
    show: async (fleet) => {
      const state = [fleetLine(fleet), waitsKey(fleet)].join('  ');
      const line = [fleetLine(fleet), ...fleetWaits(fleet, nowOf(fleet, Date.now()))].join('  ');
      const targets = (await ended(fleet)).map((target) => timed(fleet, endedLine(target, view)));
      const lines = [...changes(fleet), ...(await news(fleet)), ...targets, ...(state === last ? [] : [timed(fleet, line)])];
      for (const each of lines) writeText(stream, `${each}\n`);
      last = state;
    },
    end: () => undefined,
  };
}

/** Finds the targets that ended since the last call. The API is asked only when the number of ended targets has grown. */
function endedTargets(api: Api): (fleet: FleetView) => Promise<TargetView[]> {
  let finished: number | undefined;
  const told = new Set<string>();
  return async (fleet) => {
    const isFirst = finished === undefined;
    const more = fleet.progress.finished > (finished ?? 0);
    finished ??= 0;
    if (!more || !hasFewTargets(fleet)) return [];
    const targets = await allTargets(api, fleet).catch(() => undefined);
    // The next call tries again.
    if (targets === undefined) return [];
    finished = fleet.progress.finished;
    const fresh = targets.filter((target) => isTerminalTarget(target.status) && !told.has(nameOf(target)));
    for (const target of fresh) told.add(nameOf(target));
    // Targets that ended before the watching began are part of the first status.
    return isFirst ? [] : fresh;
  };
}

const nameOf = ({ path, attempt }: TargetView): string => `${path} ${attempt}`;
