/**
 * Mermaid itself reads the diagrams that the tests make, in a browser: all files of test/core/picture, and random fleets with hostile
 * names. It draws those of the files and some others, and the page must hold every box, frame and label.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import * as z from 'zod';
import { labelOf, titleOf } from '../../core/picture/labels.ts';
import { drawMermaid } from '../../core/picture/mermaid.ts';
import { boxesIn, framesIn, type Part } from '../../core/picture/parts.ts';
import { shorten } from '../../core/text/shorten.ts';
import { findBrowser, openPage } from '../browser/browser.ts';
import { startPageServer } from '../browser/page-server.ts';
import { randomFleet } from '../core/picture/random-fleets.ts';
import { shownFleets, type Shown } from '../core/picture/shown-fleets.ts';
import { installMermaid } from './install-mermaid.ts';

const browser = findBrowser();
if (browser === undefined) {
  process.stderr.write('NOT RUN: a diagram needs Chromium or Chrome, which this machine does not have.\n');
}

const seed = Number(process.env['GRAPH_SEED'] ?? 20_261_120);
const randomFleets = 300;
/** Of the random fleets these are drawn, if they are small: a diagram of hundreds of boxes takes seconds. */
const drawnFleets = 40;
const mostBoxes = 60;

const texts = z.record(z.string(), z.string().nullable());
const report = z.object({
  name: z.string(),
  error: z.string().optional(),
  title: z.string().nullable().optional(),
  boxes: texts.optional(),
  frames: texts.optional(),
  arrows: z.number().optional(),
  images: z.number().optional(),
});
type Report = z.infer<typeof report>;

interface Target {
  readonly name: string;
  readonly text: string;
  readonly isDrawn: boolean;
}

const files = join(import.meta.dirname, '../core/picture');
const ofFiles: Target[] = readdirSync(files)
  .filter((file) => file.endsWith('.mmd'))
  .map((file) => ({ name: file.slice(0, -4), text: readFileSync(join(files, file), 'utf8'), isDrawn: true }));
const random = fc.sample(randomFleet, { seed, numRuns: randomFleets });
const ofRandom: Target[] = random.map((shown, at) => ({
  name: `random ${at} of seed ${seed}`,
  text: drawMermaid(shown.picture, shown.facts),
  isDrawn: at < drawnFleets && boxesIn(shown.picture.parts).length <= mostBoxes,
}));

/** What Mermaid told about each text. */
async function readAll(targets: readonly Target[]): Promise<Report[]> {
  const scripts = { '/mermaid.js': await installMermaid() };
  const server = await startPageServer({ page: join(import.meta.dirname, 'mermaid.html'), targets, scripts });
  const page = await openPage(browser ?? '', server.url);
  try {
    return (await server.told).map((line) => report.parse(JSON.parse(line)));
  } finally {
    await page.close();
    await server.close();
  }
}

/** A browser shows runs of spaces as one. */
const shownText = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const shownTexts = (all: Record<string, string | null> = {}) =>
  Object.fromEntries(Object.entries(all).map(([id, text]) => [id, text === null ? null : shownText(text)]));

function wanted({ picture, facts }: Shown) {
  const text = (part: Part): [string, string] => {
    const { mark, name, more } = labelOf(picture, part, facts);
    return [
      part.id,
      shownText(
        `${mark} ${shorten(name, 64).replaceAll('\uFB02', 'fl').replaceAll('¶ß', '¶\u200Bß')}${more === '' ? '' : ` | ${more}`}`,
      ),
    ];
  };
  return {
    boxes: Object.fromEntries(boxesIn(picture.parts).map(text)),
    frames: Object.fromEntries(framesIn(picture.parts).map(text)),
    arrows: picture.arrows.length,
    images: 0,
  };
}

(browser === undefined ? describe.skip : describe)('Mermaid', () => {
  let told: Report[];
  beforeAll(async () => {
    told = await readAll([...ofFiles, ...ofRandom]);
  });

  test('reads every text', () => {
    expect(told).toHaveLength(Object.keys(shownFleets).length + randomFleets);
    expect(told.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  test.each(Object.entries(shownFleets))('draws %s as it is', (name, shown) => {
    const { title, boxes, frames, arrows, images } = told.find((one) => one.name === name) ?? {};
    expect(shownText(title ?? '')).toBe(shownText(titleOf(shown.picture)).replaceAll('<', '‹').replaceAll('>', '›'));
    expect({ boxes: shownTexts(boxes), frames: shownTexts(frames), arrows, images }).toEqual(wanted(shown));
  });

  test('draws random fleets as they are', () => {
    const drawn = told.slice(ofFiles.length).flatMap((one, at) => (one.boxes ? [{ one, shown: random[at] }] : []));
    expect(drawn.length).toBeGreaterThan(10);
    for (const { one, shown } of drawn) {
      if (!shown) throw new Error('Each answer is about one of the fleets.');
      const { boxes, frames, arrows, images } = one;
      expect({ boxes: shownTexts(boxes), frames: shownTexts(frames), arrows, images }).toEqual(wanted(shown));
    }
  });
});
