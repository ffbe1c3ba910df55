/** Measures what a hundred open tabs of the dashboard cost a runtime whose fleet waits for a person: processor time, nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import { intervals } from '../../web/api/intervals.ts';
import type { Measurement } from '../figure.ts';
import { openSetup, type BenchSetup } from '../setup/bench-setup.ts';
import { instantRepo, instantWork, onboardInstantRepo, required } from '../setup/fleets.ts';
import type { Api } from '../setup/local-runtime.ts';

const [tabCount, targetCount, windowS] = [100, 1_000, 60] as const;

/** Milliseconds between two reads of a visible tab that shows a fleet which waits, and between two counts of its inbox. */
const every = { fleet: intervals.fleet.waiting, inbox: intervals.inbox } as const;

/** 5 % of one processor. */
const mostSeconds = 3;

export const tabs: Measurement = {
  figures: [
    {
      name: 'tabs_100_cpu',
      unit: 's',
      bound: mostSeconds,
      what: `processor time of the runtime in ${windowS} s while ${tabCount} tabs show a paused fleet of ${targetCount.toLocaleString('en')} targets`,
    },
  ],
  samples: 1,
  needsProc: true,
  async measure(samples, say) {
    const [seconds, notes]: [number[], string[]] = [[], []];
    for (let n = 0; n < samples; n += 1) {
      const setup = await openSetup({ workers: 0 });
      try {
        const paths = pathsOf(await pausedFleet(setup));
        const tags = await firstTags(setup.api, paths);
        await warmUp(setup.api, paths, tags);
        await setup.untilQuiet();
        const before = await setup.processorSeconds();
        const answers = await replay(setup.api, paths, tags);
        seconds.push((await setup.processorSeconds()) - before);
        notes.push(`${(((seconds.at(-1) ?? 0) / windowS) * 100).toFixed(1)} % of one processor; ${answers}`);
        say(`  ${notes.at(-1) ?? ''}`);
      } finally {
        await setup.close();
      }
    }
    return [{ name: 'tabs_100_cpu', samples: seconds, notes }];
  },
};

/** Waits for an approval, so nothing of it runs when it is paused. */
async function pausedFleet({ client }: BenchSetup): Promise<string> {
  await onboardInstantRepo(client);
  const targets = Array.from({ length: targetCount }, (_none, index) => ({ repo: instantRepo, id: `t${index}` }));
  const body = { ...instantWork, title: `Paused ${targetCount}`, require_approval: true, targets };
  const { fleet_id } = required(await client.submitFleet({ body }));
  const fleet = required(await client.pauseFleet({ params: { fleet_id }, body: {} }));
  if (!('status' in fleet) || fleet.status !== 'PAUSED') throw new Error(`Fleet ${fleet_id} is not PAUSED.`);
  return fleet_id;
}

interface Paths {
  readonly fleet: string;
  readonly inbox: string;
}
const pathsOf = (fleetId: string): Paths => ({ fleet: `/v1/fleets/${fleetId}`, inbox: '/v1/fleets?waiting=true&limit=100' });

/** The ETags that a tab has after its first reads. */
const firstTags = async (api: Api, { fleet, inbox }: Paths): Promise<Paths> => ({
  fleet: (await ask(api, fleet)).tag,
  inbox: (await ask(api, inbox)).tag,
});

async function ask({ url, token }: Api, path: string, known?: string): Promise<{ status: number; tag: string }> {
  const condition = known === undefined ? {} : { 'if-none-match': known };
  const answer = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}`, ...condition } });
  await answer.arrayBuffer();
  return { status: answer.status, tag: answer.headers.get('etag') ?? '' };
}

/** What the tabs ask in two minutes, at once: tabs that are left open were there before, and their requests have made V8 compile the code. */
async function warmUp(api: Api, paths: Paths, tags: Paths): Promise<void> {
  for (const { what } of [...requests(), ...requests()]) await ask(api, paths[what], tags[what]);
}

/** Asks what the tabs ask, each at its time. @returns how many answers there were of each status */
async function replay(api: Api, paths: Paths, tags: Paths): Promise<string> {
  const start = performance.now();
  const statuses: number[] = [];
  const asked = requests().map(async ({ at, what }) => {
    await sleep(Math.max(0, start + at - performance.now()));
    statuses.push((await ask(api, paths[what], tags[what])).status);
  });
  await Promise.all([...asked, sleep(windowS * 1_000)]);
  return [...Map.groupBy(statuses, (status) => status)].map(([status, all]) => `${all.length} answers ${status}`).join(', ');
}

/** The tabs were opened one after another, so their requests are spread over the interval. */
function requests(): { readonly at: number; readonly what: keyof Paths }[] {
  return (['fleet', 'inbox'] as const).flatMap((what) =>
    Array.from({ length: (tabCount * windowS * 1_000) / every[what] }, (_none, index) => ({
      at: (index * every[what]) / tabCount,
      what,
    })),
  );
}
