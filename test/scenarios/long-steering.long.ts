import type { FleetView } from '../../contracts/http/fleet.ts';
import { must } from './answers.ts';
import { attemptUsd, SteeredWork } from './steered-work.ts';
import { System } from './system.ts';

let system: System;
beforeAll(async () => {
  system = await System.start();
  await system.onboard(['a', 'b', 'c', 'd', 'e', 'f']);
});
afterAll(() => system.close());

const isPaused = ({ status }: FleetView): boolean => status === 'PAUSED';

test('breach, pause, edit, continue, breach again, retry in place, finish: every number and every decision is right', async () => {
  const work = await SteeredWork.in(system, 'long');
  const doings = { a: 'fail', b: 'pass', c: 'fail', d: 'pass', e: 'pass', f: 'pass' } as const;
  const failure = { threshold_percent: 20, min_finished: 1 };
  const submitted = must(await system.client.submitFleet({ body: work.body(doings, { max_concurrency: 1, failure }) }));
  const of = { params: { fleet_id: submitted.fleet_id } };
  const once = await system.waitFor(submitted.fleet_id, isPaused);
  expect(once.reason?.message).toMatch(/100\.0 % of finished \(1\/1\), 16\.7 % of total \(1\/6\), limit 20 %\. Failed: a\.$/);
  expect(once.progress.counts).toMatchObject({ FAILED: 1, PENDING: 5 });

  const edit = { max_concurrency: 2, failure: { threshold_count: 2 }, expect_revision: once.revision };
  const edited = must(await system.client.editFleet({ ...of, body: edit }));
  expect(edited).toMatchObject({
    status: 'PAUSED',
    max_concurrency: 2,
    failure: { threshold_count: 2, threshold_percent: null },
  });
  must(await system.client.continueFleet({ ...of, body: {} }));
  const twice = await system.waitFor(submitted.fleet_id, (fleet) => isPaused(fleet) && fleet.progress.counts.FAILED === 2);
  expect(twice).toMatchObject({ acknowledged_failures: 1, reason: { code: 'threshold' } });
  expect(twice.reason?.message).toMatch(/33\.3 % of total \(2\/6\), limit 2 failures\. Failed: a, c\.$/);

  await work.mend();
  const retried = must(await system.client.retryFleet({ ...of, body: { reason: 'mended' } }));
  expect(retried).toMatchObject({ status: 'PAUSED', progress: { counts: { FAILED: 0 } } });
  expect(retried).toMatchObject({ progress: { cost: { known_usd: twice.progress.cost.known_usd } } });
  must(await system.client.continueFleet({ ...of, body: {} }));
  const ended = await system.waitForEnd(submitted.fleet_id);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', generation: 1, reason: null });
  expect(ended.progress).toMatchObject({ counts: { SUCCEEDED: 6 }, failures: {}, cost: { known_usd: 8 * attemptUsd } });
  await expectRecords(submitted.fleet_id);
});

async function expectRecords(fleet_id: string): Promise<void> {
  const targets = must(await system.client.listTargets({ params: { fleet_id } }));
  expect(targets.map(({ path, attempts }) => [path, attempts.map(({ status }) => status).join()])).toEqual([
    ['a', 'FAILED,SUCCEEDED'],
    ['b', 'SUCCEEDED'],
    ['c', 'FAILED,SUCCEEDED'],
    ...['d', 'e', 'f'].map((path) => [path, 'SUCCEEDED']),
  ]);
  expect(await system.tasksOf(fleet_id)).toHaveLength(8);
  const log = must(await system.client.listLog({ params: { fleet_id }, query: { limit: 100 } }));
  const routine = ['launched', 'settled', 'recovered'];
  const decisions = log.map(({ action }) => action).filter((action) => !routine.includes(action));
  expect(decisions).toEqual([
    ...['submitted', 'breached', 'edited', 'continued'],
    ...['breached', 'retried', 'continued', 'finished'],
  ]);
  await expectEvents(fleet_id);
}

/** Only where somebody can listen to the bus: an event may be repeated or come late, but there is one for each transition. */
async function expectEvents(fleet_id: string): Promise<void> {
  const events = await system.publishedEvents(fleet_id);
  if (events === undefined) return;
  const byId = new Map(events.map(({ type, detail }) => [detail.event_id, type]));
  const twice = ['Fleet Breached', 'Fleet Paused', 'Fleet Continued'];
  expect([...byId.values()].sort()).toEqual([...twice, ...twice, 'Fleet Started', 'Fleet Finished'].sort());
}
