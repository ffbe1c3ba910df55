import type { ClientAnswer } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { must } from './answers.ts';
import { branchesOf } from './repositories.ts';
import { attemptUsd, SteeredWork, type Doings } from './steered-work.ts';
import { System } from './system.ts';
import { testWhereKillable } from './test-where-killable.ts';

let system: System;
let remotes: Map<string, string>;

beforeAll(async () => {
  system = await System.start();
  remotes = await system.onboard(['a', 'b', 'c', 'd', 'e', 'f']);
});
afterAll(() => system.close());

/** One fails while one runs and four wait. */
const six: Doings = { a: 'fail', b: 'wait', c: 'pass', d: 'pass', e: 'pass', f: 'pass' };
const atOnce = { threshold_count: 1 };

const submit = async (body: Parameters<System['client']['submitFleet']>[0]['body']): Promise<string> =>
  must(await system.client.submitFleet({ body })).fleet_id;
const of = (fleet_id: string) => ({ params: { fleet_id } });
const isStatus = (status: FleetView['status']) => (fleet: FleetView) => fleet.status === status;
/** How many targets were launched, by the log. */
async function launched(fleetId: string): Promise<number> {
  const log = must(await system.client.listLog({ ...of(fleetId), query: { limit: 100 } }));
  return log.filter(({ action }) => action === 'launched').reduce((sum, entry) => sum + entry.target_count, 0);
}
async function actions(fleetId: string): Promise<string[]> {
  return must(await system.client.listLog({ ...of(fleetId), query: { limit: 100 } })).map(({ action }) => action);
}
const statuses = async (fleetId: string): Promise<string[]> =>
  must(await system.client.listTargets(of(fleetId))).map(({ path, status }) => `${path} ${status}`);
const branchNames = async (name: string): Promise<string[]> =>
  (await branchesOf(remotes.get(name) ?? '')).map((branch) => branch.name);
const refusal = (answer: ClientAnswer<unknown>) => (answer.ok ? 'accepted' : `${answer.status} ${answer.error.code}`);

testWhereKillable(
  'a breach pauses at once, nothing launches while it waits, through a restart too, and continue goes on',
  async () => {
    const work = await SteeredWork.in(system, 'breach');
    const fleetId = await submit(work.body(six, { failure: atOnce }));
    const paused = await system.waitFor(fleetId, isStatus('PAUSING'));
    expect(paused.reason).toMatchObject({
      code: 'threshold',
      message: 'failure threshold: 100.0 % of finished (1/1), 16.7 % of total (1/6), limit 1 failure. Failed: a.',
    });
    expect(paused.progress).toMatchObject({ percent_failed_of_finished: 100, percent_failed_of_total: 16.7 });
    expect(paused.progress.counts).toMatchObject({ FAILED: 1, PENDING: 4 });
    expect(paused.actions).toEqual(expect.arrayContaining(['continue', 'cancel', 'retry']));

    await system.killHard();
    await system.boot();
    expect((await system.fleet(fleetId)).reason).toEqual(paused.reason);
    await work.letGo();
    const resting = await system.waitFor(fleetId, isStatus('PAUSED'), ({ progress }) => {
      expect(progress.counts.PENDING).toBe(4);
    });
    expect(resting.progress.counts).toMatchObject({ FAILED: 1, SUCCEEDED: 1, PENDING: 4 });
    expect(resting.reason?.message).toContain('50.0 % of finished (1/2), 16.7 % of total (1/6)');
    expect([await launched(fleetId), (await system.tasksOf(fleetId)).length]).toEqual([2, 2]);

    must(await system.client.continueFleet({ ...of(fleetId), body: { reason: 'seen it' } }));
    const ended = await system.waitForEnd(fleetId);
    expect(ended).toMatchObject({ status: 'PARTIAL', reason: null, acknowledged_failures: 1, generation: 1 });
    expect(ended.progress.counts).toMatchObject({ SUCCEEDED: 5, FAILED: 1 });
    const decided = (await actions(fleetId)).filter((action) =>
      ['breached', 'continued', 'retried', 'finished'].includes(action),
    );
    expect(decided).toEqual(['breached', 'continued', 'finished']);
  },
);

test('continue with skip_remaining ends it: what runs is finished and kept, the rest is skipped', async () => {
  const work = await SteeredWork.in(system, 'skip');
  const fleetId = await submit(work.body(six, { failure: atOnce }));
  await system.waitFor(fleetId, isStatus('PAUSING'));
  const going = must(await system.client.continueFleet({ ...of(fleetId), body: { skip_remaining: true } }));
  expect(going).toMatchObject({ status: 'RUNNING', progress: { counts: { SKIPPED: 4 } } });
  await work.letGo();
  const ended = await system.waitForEnd(fleetId);
  expect(ended).toMatchObject({ status: 'PARTIAL', progress: { total: 6, finished: 6 } });
  expect(await statuses(fleetId)).toEqual(['a FAILED', 'b SUCCEEDED', 'c SKIPPED', 'd SKIPPED', 'e SKIPPED', 'f SKIPPED']);
  expect(await branchNames('b')).toContain(`bgagent/${fleetId}/b`);
  expect(await launched(fleetId)).toBe(2);
});

test('abort at a breach keeps true outcomes, and what was skipped can be had later', async () => {
  const work = await SteeredWork.in(system, 'abort');
  const fleetId = await submit(work.body(six, { failure: { ...atOnce, action: 'abort' } }));
  const aborting = await system.waitFor(fleetId, isStatus('ABORTING'));
  expect(aborting.reason?.code).toBe('threshold');
  expect(refusal(await system.client.pauseFleet({ ...of(fleetId), body: {} }))).toBe('409 INVALID_STATE');
  await work.letGo();
  expect(await system.waitForEnd(fleetId)).toMatchObject({ status: 'ABORTED', progress: { counts: { SKIPPED: 4 } } });
  expect(await statuses(fleetId)).toEqual(['a FAILED', 'b SUCCEEDED', 'c SKIPPED', 'd SKIPPED', 'e SKIPPED', 'f SKIPPED']);
  expect(await branchNames('b')).toContain(`bgagent/${fleetId}/b`);

  await work.mend();
  const asked = { targets: ['a', 'c', 'd', 'e', 'f'] };
  expect(must(await system.client.retryFleet({ ...of(fleetId), body: asked }))).toMatchObject({
    fleet_id: fleetId,
    generation: 2,
  });
  expect(await system.waitForEnd(fleetId)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 6 } } });
  expect(await launched(fleetId)).toBe(7);
});

test('a paused fleet reads so, says by whom, goes on with another cap, and is cancelled whole', async () => {
  const work = await SteeredWork.in(system, 'pause');
  const fleetId = await submit(work.body({ a: 'wait', b: 'wait', c: 'wait', d: 'wait' }, { max_concurrency: 1 }));
  await system.waitFor(fleetId, ({ progress }) => progress.counts.RUNNING === 1);
  const paused = must(await system.client.pauseFleet({ ...of(fleetId), body: { reason: 'lunch' } }));
  expect(paused).toMatchObject({ status: 'PAUSING', reason: { code: 'user', message: 'lunch', actor: system.user } });
  const { revision } = await system.fleet(fleetId);
  const edit = { max_concurrency: 3, expect_revision: revision };
  expect(must(await system.client.editFleet({ ...of(fleetId), body: edit }))).toMatchObject({
    max_concurrency: 3,
    status: 'PAUSING',
  });
  expect(refusal(await system.client.editFleet({ ...of(fleetId), body: edit }))).toBe('412 VERSION_MISMATCH');
  must(await system.client.continueFleet({ ...of(fleetId), body: {} }));
  expect(refusal(await system.client.continueFleet({ ...of(fleetId), body: {} }))).toBe('409 INVALID_STATE');
  await system.waitFor(fleetId, ({ progress }) => progress.counts.RUNNING === 3);

  must(await system.client.cancelFleet({ ...of(fleetId), body: { reason: 'wrong branch' } }));
  expect(await system.waitForEnd(fleetId)).toMatchObject({ status: 'CANCELLED', reason: { message: 'wrong branch' } });
  expect(await statuses(fleetId)).toEqual(['a CANCELLED', 'b CANCELLED', 'c CANCELLED', 'd CANCELLED']);
  expect(await launched(fleetId)).toBe(3);
});

test('retry runs only what failed, with what was frozen; the earlier attempt stays whole, and a new fleet knows its parent', async () => {
  const work = await SteeredWork.in(system, 'retry');
  const fleetId = await submit(work.body({ a: 'fail', b: 'pass', c: 'fail' }));
  const first = await system.waitForEnd(fleetId);
  expect(first).toMatchObject({ status: 'PARTIAL', progress: { cost: { known_usd: 3 * attemptUsd, unknown_count: 0 } } });
  const target = async () => must(await system.client.getTarget({ params: { fleet_id: fleetId, path: 'a' } }));
  const output = async (task_id: string) => must(await system.client.getTaskOutput({ params: { task_id } }));
  const before = await target();
  const said = await output(before.task_id ?? '');

  const child = must(await system.client.submitFleet({ body: { retry_of: fleetId } }));
  expect(child).toMatchObject({
    retry_of: fleetId,
    root_fleet_id: fleetId,
    title: 'Steered',
    failure: null,
    progress: { total: 2 },
  });
  await system.waitForEnd(child.fleet_id);
  expect(await statuses(child.fleet_id)).toEqual(['a FAILED', 'c FAILED']);

  await work.mend();
  const retry = () => system.client.retryFleet({ ...of(fleetId), body: {} });
  const answers = (await Promise.all([retry(), retry()])).map(refusal);
  expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
  expect(answers.filter((answer) => answer.startsWith('409'))).toHaveLength(1);
  const second = await system.waitForEnd(fleetId, ({ progress }) => {
    expect(progress.cost.known_usd).toBeGreaterThanOrEqual(3 * attemptUsd);
  });
  expect(second).toMatchObject({ status: 'SUCCEEDED', generation: 2, progress: { cost: { known_usd: 5 * attemptUsd } } });
  const after = await target();
  expect(after).toMatchObject({ attempt: 2, trigger: 'retry', cost_usd: 2 * attemptUsd, failure: null, branch: before.branch });
  expect(after.attempts[0]).toEqual(before.attempts[0]);
  expect(after.attempts[0]).toMatchObject({ cost_usd: attemptUsd, failure: { class: 'verification' } });
  expect([said.includes('said by acme/a'), await output(before.task_id ?? '')]).toEqual([true, said]);
  expect(await system.tasksOf(fleetId)).toHaveLength(5);
  expect(refusal(await retry())).toMatch(/^409 /);

  const grandchild = { retry_of: child.fleet_id, title: 'Again' };
  expect(must(await system.client.submitFleet({ body: grandchild }))).toMatchObject({ root_fleet_id: fleetId, title: 'Again' });
});

test('approval, canary and the approval of a group each wait for a person', async () => {
  const work = await SteeredWork.in(system, 'gates');
  const groups = [
    { name: 'first', targets: work.targets({ a: 'pass', b: 'pass' }) },
    { name: 'second', targets: work.targets({ c: 'pass' }), approval: 'required' as const },
  ];
  const gates = { require_approval: true, canary: { count: 1 } };
  const fleetId = await submit({ ...work.work(), groups, ...gates, failure: null });
  const goOn = async () => must(await system.client.continueFleet({ ...of(fleetId), body: {} }));
  expect(await system.waitFor(fleetId, ({ reason }) => reason?.code === 'approval_required')).toMatchObject({
    status: 'PENDING',
  });
  await goOn();
  const canary = await system.waitFor(fleetId, isStatus('PAUSED'));
  expect(canary).toMatchObject({ reason: { code: 'canary' }, progress: { counts: { SUCCEEDED: 1, PENDING: 2 } } });
  await goOn();
  const gate = await system.waitFor(fleetId, isStatus('PAUSED'));
  expect(gate).toMatchObject({ reason: { code: 'approval_required' }, progress: { counts: { SUCCEEDED: 2, PENDING: 1 } } });
  expect(gate.groups).toMatchObject([
    { path: 'first', status: 'SUCCEEDED' },
    { path: 'second', status: 'PENDING', approval: 'required' },
  ]);
  await goOn();
  expect(await system.waitForEnd(fleetId)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 3 } } });
});
