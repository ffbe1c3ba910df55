/** Measures the dashboard in a browser: how soon a first visit sees fleets, and how smoothly ten thousand targets scroll. */
import type { Browser } from 'playwright-core';
import type { Measurement } from '../figure.ts';
import { openSetup, type BenchSetup } from '../setup/bench-setup.ts';
import { openBrowser, signedInPage } from '../setup/browser.ts';
import { instantRepo, instantWork, onboardInstantRepo, required } from '../setup/fleets.ts';

const targetCount = 10_000;
/** Frames in which the list is scrolled, and how far in each. */
const [frames, pixels] = [300, 120] as const;

export const dashboard: Measurement = {
  figures: [
    {
      name: 'web_first_screen_ms',
      unit: 'ms',
      bound: 2_000,
      what: 'from an empty browser, signed in, until it shows the list of fleets',
    },
    {
      name: 'web_10000_scroll_ms',
      unit: 'ms',
      bound: 50,
      what: `95th percentile of a frame while the list of ${targetCount.toLocaleString('en')} targets is scrolled`,
    },
  ],
  samples: 3,
  async measure(samples, say) {
    const [first, scroll, notes]: [number[], number[], string[]] = [[], [], []];
    const setup = await openSetup({ workers: 0 });
    const browser = await openBrowser();
    try {
      const fleetId = await fleetOfMany(setup);
      // The runtime builds the page at its first start.
      await firstScreen(browser, setup);
      for (let n = 0; n < samples; n += 1) {
        first.push(await firstScreen(browser, setup));
        const { percentile, elements } = await scrolled(browser, setup, fleetId);
        scroll.push(percentile);
        notes.push(`${elements.toLocaleString('en')} elements`);
        say(`  ${first.at(-1)?.toFixed(0)} ms to the first screen; ${percentile.toFixed(1)} ms a frame; ${notes.at(-1) ?? ''}`);
      }
    } finally {
      await browser.close();
      await setup.close();
    }
    return [
      { name: 'web_first_screen_ms', samples: first },
      { name: 'web_10000_scroll_ms', samples: scroll, notes },
    ];
  },
};

const title = 'Ten thousand targets';

/** Waits for an approval, so nothing of it runs. */
async function fleetOfMany({ client }: BenchSetup): Promise<string> {
  await onboardInstantRepo(client);
  const targets = Array.from({ length: targetCount }, (_none, index) => ({ repo: instantRepo, id: `t${index}` }));
  return required(await client.submitFleet({ body: { ...instantWork, title, require_approval: true, targets } })).fleet_id;
}

async function firstScreen(browser: Browser, { api }: BenchSetup): Promise<number> {
  const page = await signedInPage(browser, api);
  const start = performance.now();
  await page.goto(new URL('/fleets', api.url).href);
  await page.getByText(title).first().waitFor();
  const ms = performance.now() - start;
  await page.context().close();
  return ms;
}

async function scrolled(
  browser: Browser,
  { api }: BenchSetup,
  fleetId: string,
): Promise<{ percentile: number; elements: number }> {
  const page = await signedInPage(browser, api);
  await page.goto(new URL(`/fleets/${fleetId}`, api.url).href);
  await page.getByRole('link', { name: 't0', exact: true }).waitFor();
  // Evaluated as text: it runs in the page, which has other globals than this program.
  const took = await page.evaluate<number[]>(`(async () => {
    const list = document.querySelector('[role=grid] [role=rowgroup]:last-child');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const took = [];
    let before = await frame();
    for (let n = 0; n < ${frames}; n += 1) {
      list.scrollTop += ${pixels};
      const now = await frame();
      took.push(now - before);
      before = now;
    }
    if (list.scrollTop < ${(frames * pixels) / 2}) throw new Error('The list did not scroll.');
    return took;
  })()`);
  const elements = await page.locator('*').count();
  await page.context().close();
  const sorted = took.sort((a, b) => a - b);
  return { percentile: sorted[Math.floor(sorted.length * 0.95)] ?? 0, elements };
}
