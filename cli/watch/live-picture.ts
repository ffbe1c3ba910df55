/** Shows a fleet at a terminal as one picture that is drawn again each second. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Api } from '../api/open-api.ts';
import { terminalText } from '../output/paint.ts';
import { writeText } from '../output/write-text.ts';
import { type FleetPicture, renderFleetStatus } from '../render/fleet/fleet-status.ts';
import { waitsForPerson } from '../render/fleet/next-commands.ts';
import type { View } from '../render/view.ts';
import { changesSeen } from './changes-seen.ts';
import type { FleetDisplay } from './fleet-display.ts';
import { readPicture } from './read-picture.ts';
import { stepNews } from './step-news.ts';

const redrawMs = 1_000;
/** A worker reports the last line of its task three times a minute. */
const readAgainMs = 5_000;
/** Number of changes that are shown below the picture. */
const shownChanges = 5;
const whileItWaits = 'The fleet waits for a person, and this picture with it. Ctrl-C ends the picture and changes nothing.';

interface Seen {
  readonly picture: FleetPicture;
  /** Epoch ms of the reading. */
  readonly at: number;
}

/** @param first the view at the start; the size of the terminal is read anew for each drawing */
export async function livePicture(stream: NodeJS.WriteStream, api: Api, first: View): Promise<FleetDisplay> {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  const changes = changesSeen();
  const news = stepNews(api);
  const told: string[] = [];
  let seen: Seen | undefined;
  const text = (rows: number): string => {
    if (seen === undefined) return '';
    const below = told.slice(-shownChanges);
    const view = { ...first, columns: stream.columns, rows: rows - below.length, now: Date.now(), live: true };
    const hint = rows !== Infinity && waitsForPerson(seen.picture.fleet) ? [whileItWaits] : [];
    return [renderFleetStatus(asOfNow(seen), { ...view, rows: view.rows - hint.length }), ...below, ...hint].join('\n');
  };
  const draw = (): void => {
    update(terminalText(text(stream.rows)));
  };
  const read = async (fleet: FleetView, at: number): Promise<void> => {
    const picture = await readPicture(api, fleet);
    // A later reading may have finished first. When the targets cannot be read, the old ones stay.
    if (seen !== undefined && seen.at > at) return;
    seen = { picture: picture.unread === undefined || seen === undefined ? picture : { ...seen.picture, fleet }, at };
  };
  const timers = [
    setInterval(draw, redrawMs),
    setInterval(() => {
      if (seen !== undefined && seen.picture.targets.some(({ status }) => status === 'RUNNING')) {
        void read(seen.picture.fleet, seen.at);
      }
    }, readAgainMs),
  ];
  return {
    live: true,
    show: async (fleet) => {
      told.push(...changes(fleet), ...(await news(fleet)));
      await read(fleet, Date.now());
      draw();
    },
    end: () => {
      timers.forEach(clearInterval);
      // The last picture is printed whole, since the terminal can now be scrolled back.
      update.clear();
      update.done();
      writeText(stream, `${text(Infinity)}\n`);
    },
  };
}

/** The same fleet with its elapsed time of this moment, without asking the API. */
function asOfNow({ picture, at }: Seen): FleetPicture {
  const { fleet } = picture;
  const { progress } = fleet;
  if (progress.finished >= progress.total) return picture;
  const elapsed_s = progress.elapsed_s + (Date.now() - at) / 1_000;
  return { ...picture, fleet: { ...fleet, progress: { ...progress, elapsed_s } } };
}
