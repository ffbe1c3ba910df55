/** A team with a thousand fleets, listed page by page while fleets come and go. */
import { newLedger } from '../../../../core/ledger/new-ledger.ts';
import { defaultSettings } from '../../../../core/settings.ts';
import { newFleetId } from '../../../adapters/fleet/fleet-ids.ts';
import { startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const team = 'payments';
const owners = ['ann', 'bob', 'cem'];

async function putFleet(n: number): Promise<string> {
  const fleetId = newFleetId();
  const owner = owners[n % owners.length] ?? '';
  const settings = { ...defaultSettings, title: `Fleet ${n}`, labels: n % 100 === 0 ? { big: 'yes' } : { big: 'no' } };
  await bench.stores.teams.putTeams(fleetId, [team], bench.time.now);
  // Each tenth submit was cut off before its ledger.
  if (n % 10 === 9) return fleetId;
  await bench.stores.ledgers.putLedgerIfAbsent(
    newLedger({
      ...{ fleetId, owner, teams: [team], workflowRef: 'coding/new-task-v1', settings, requireApproval: false },
      ...{ groups: [{ path: 'default', from: 0, to: 1 }], graph: null, total: 1, actorId: owner, now: bench.time.now + n },
    }),
  );
  return fleetId;
}

interface Listed {
  readonly data: readonly { readonly fleet_id: string; readonly owner: string }[];
  readonly pagination: { readonly next_token: string | null };
}

test('every fleet of a thousand is listed once, newest first, with the filters too', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 1_000; n += 1) ids.push(await putFleet(n));
  const there = ids.filter((_, n) => n % 10 !== 9);
  const token = await bench.tokenOf({ sub: 'mia', groups: [team] });
  const walk = async (query: string, afterFirst?: () => Promise<unknown>) => {
    const found: string[] = [];
    let next: string | null = '';
    let pages = 0;
    while (next !== null) {
      const reply = await bench.call('GET', `/v1/fleets?team=${team}${query}${next === '' ? '' : `&next_token=${next}`}`, {
        token,
      });
      expect(reply.status).toBe(200);
      // Of this list.
      const page = reply.json as Listed;
      found.push(...page.data.map(({ fleet_id }) => fleet_id));
      next = page.pagination.next_token;
      pages += 1;
      if (pages === 1) await afterFirst?.();
    }
    return { found, pages };
  };
  // A fleet that comes meanwhile moves no page.
  let late = '';
  const all = await walk('&limit=100', async () => (late = await putFleet(1_000)));
  expect(all.found).toEqual(there.toReversed());
  expect(all.pages).toBeLessThanOrEqual(10);
  const big = await walk('&limit=100&label=big=yes');
  expect(big.found).toHaveLength(11);
  const ofBob = await walk('&limit=50&owner=bob');
  expect(ofBob.found).toEqual([late, ...there.filter((id) => ids.indexOf(id) % 3 === 1).toReversed()]);
}, 120_000);
