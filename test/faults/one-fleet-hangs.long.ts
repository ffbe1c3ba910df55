/** One fleet whose calls of tables hang, beside fleets whose calls do not: the real functions, queues and tables of a runtime. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { patienceMs } from '../patience.ts';
import { checkFleet } from './check-fleet.ts';
import { instantFleet, insist, look, onboardInstantRepo, submit } from './fleets.ts';
import { isAbout, isBy, type Call } from './stage/call.ts';
import { Stage } from './stage/stage.ts';

let stage: Stage;
beforeAll(async () => {
  // Short, so that the turns of the fleet that hangs fail several times meanwhile.
  stage = await Stage.open({ durations: { turn_deadline_s: 3, task_lease_s: 60 } });
  await onboardInstantRepo(stage);
});
afterAll(() => stage.close());

const isOfActor = (call: Call): boolean =>
  isBy(call, 'fleet-mailbox') && (isAbout(call, 'FleetTable') || isAbout(call, 'TaskTable'));

/** Holds calls until they are let go; then each passes, although its caller may have given up. */
function hold(held: (call: Call) => boolean) {
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const seen = { calls: 0 };
  stage.set(async (call) => {
    if (!held(call)) return undefined;
    seen.calls += 1;
    await released;
    return undefined;
  });
  return {
    seen,
    release: () => {
      stage.calm();
      release(undefined);
    },
  };
}

/** Milliseconds. Tasks that run while the fleet is cancelled, on most machines. */
const longEnough = 15_000;

async function until(fleetId: string, holds: (fleet: FleetView) => boolean): Promise<void> {
  for (const end = Date.now() + patienceMs; ;) {
    const fleet = await look(stage, fleetId);
    if (holds(fleet)) return;
    if (Date.now() > end) throw new Error(`fleet ${fleetId}: ${fleet.status} ${JSON.stringify(fleet.progress.counts)}`);
    await sleep(100);
  }
}

test('nine fleets end while the tenth hangs, and then it ends as well', async () => {
  // It hangs from its first turn on.
  let sick = '';
  const { seen, release } = hold((call) => isOfActor(call) && (sick === '' || call.text.includes(sick)));
  sick = await submit(stage, instantFleet(4, 'hangs'));
  const well = await Promise.all(Array.from({ length: 9 }, (_, n) => submit(stage, instantFleet(4, `fleet ${n}`))));
  for (const fleetId of well) await checkFleet(stage, fleetId);
  expect(seen.calls).toBeGreaterThan(0);
  expect(await look(stage, sick)).toMatchObject({ status: 'PENDING', progress: { finished: 0 } });
  release();
  await checkFleet(stage, sick);
});

test('a cancel gets through while nothing can be read of what it cancels', async () => {
  stage.do(() => ({ passes: true, afterMs: longEnough }));
  const fleetId = await submit(stage, { ...instantFleet(6, 'cancelled'), max_concurrency: 2 });
  await until(fleetId, ({ progress: { counts } }) => counts.RUNNING === 2);
  const isFact = (call: Call): boolean => isOfActor(call) && (isAbout(call, 'TaskTable') || call.operation === 'BatchGetItem');
  const { seen, release } = hold(isFact);
  // The time of a look has come: from now on each turn reads the tasks that run, until it can.
  await until(fleetId, () => seen.calls > 0);
  await insist(() => stage.client.cancelFleet({ params: { fleet_id: fleetId }, body: {} }));
  await until(fleetId, (fleet) => fleet.status === 'CANCELLING');
  // Those that wait are cancelled; those that run cannot be, until their tasks can be reached.
  expect((await look(stage, fleetId)).progress.counts).toMatchObject({ CANCELLED: 4, RUNNING: 2 });
  release();
  await checkFleet(stage, fleetId, { status: 'CANCELLED', targets: ['CANCELLED', 'SUCCEEDED'] });
});
