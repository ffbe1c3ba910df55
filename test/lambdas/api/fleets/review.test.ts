/** Reviews over the API (semantics 27): what approves, rejects and steers, what is compared with what was shown, and what is refused. */
import { changeSummary, type ChangeSummary } from '../../../../contracts/change.ts';
import { fleetTaskKey } from '../../../../contracts/keys.ts';
import type { SubmitRequest } from '../../../../contracts/http/submit.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { newFleetId } from '../../../adapters/fleet/fleet-ids.ts';
import { makeTask } from '../../../adapters/task/task-row.ts';
import { onboarded, putRepo } from '../../../tasks/task-platform.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';
import { withActor } from '../with-actor.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  await putRepo(bench.repos, onboarded('acme/web'));
});
afterAll(() => bench.stop());

const client = () => bench.clientOf(bench.tokens.ann, withActor(bench));
const of = (fleet_id: string) => ({ params: { fleet_id } });
const targets = ['acme/auth', 'acme/users', 'acme/pay', 'acme/web'];

async function submit(body: SubmitRequest = {}): Promise<string> {
  const asked = { task_description: 'Do it.', targets, publish: 'review' as const, ...body };
  const answer = await client().submitFleet({ body: asked });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.data.fleet_id;
}

/** A hash of the same digit. */
const hash = (digit: string): string => digit.repeat(64);
const changed = (digit: string): ChangeSummary =>
  changeSummary.parse({ hash: hash(digit), files: 1, added: 2, removed: 3, bytes: 40, cut: false });

/** The task of the current attempt of a target has ended. Undefined: it changed nothing that is known. */
async function ends(id: string, ordinal: number, digit: string | undefined, row: Partial<TaskRow> = {}): Promise<void> {
  const attempt = (await ledgerOf(id)).attempts[ordinal] ?? 1;
  const task_id = newFleetId();
  const work = [{ repo: 'acme/x', ref: 'refs/bgagent/review/x', commit: 'c'.repeat(40), checks: [] }];
  const done = { status: 'COMPLETED', outcome: 'changed', build_passed: true, changed: true } as const;
  await bench.tasks.putTaskIfAbsent({
    ...(await makeTask({ id: task_id, now: bench.time.now })),
    ...{ ...done, idempotency_key: fleetTaskKey(id, ordinal, attempt), completed_at: new Date(bench.time.now).toISOString() },
    ...{ kept: { work, pr_title: null, summary: null }, change: digit === undefined ? null : changed(digit) },
    ...row,
  });
  bench.time.now += 1_000;
  await withActor(bench).mailbox.mail({ kind: 'look', fleet_id: id, task_ids: [task_id] });
}

/** Its targets have come to their review with these changes. */
async function reviewed(digits: readonly (string | undefined)[], body: SubmitRequest = {}): Promise<string> {
  const id = await submit({ targets: targets.slice(0, digits.length), ...body });
  for (const [ordinal, digit] of digits.entries()) await ends(id, ordinal, digit);
  return id;
}

async function ledgerOf(id: string) {
  const ledger = await bench.stores.ledgers.getLedger(id);
  if (!ledger) throw new Error(`no ledger of ${id}`);
  return ledger;
}
const waiting = async (id: string): Promise<number[]> => [...(await ledgerOf(id)).gates.keys()].sort();
const post = (id: string, command: string, body: object, headers: Record<string, string> = {}) =>
  bench.call('POST', `/v1/fleets/${id}/targets/${command}`, { body: JSON.stringify(body), headers }, withActor(bench));

test('a fleet waits for a review when nothing else goes on, and shows what each target has changed', async () => {
  const id = await reviewed(['a', 'a']);
  const fleet = await client().getFleet(of(id));
  expect(fleet).toMatchObject({
    ...{ data: { status: 'PAUSED', reason: { code: 'review' }, reviews: 2, gates: 0, publish: 'review' } },
  });
  expect(fleet.ok && fleet.data.actions).toEqual(expect.arrayContaining(['approve', 'reject', 'steer']));
  const listed = await client().listTargets({ ...of(id), query: { waiting: 'true' } });
  expect(listed).toMatchObject({
    data: [
      { path: 'auth', status: 'PENDING', trigger: 'publish', waiting: { for: 'review' }, change: { hash: hash('a'), added: 2 } },
      { path: 'users', attempts: [{ change: { hash: hash('a') } }] },
    ],
  });
});

test('what was published shows the agent that made it', async () => {
  const id = await submit({ targets: targets.slice(0, 1) });
  await ends(id, 0, 'a', { agent: 'coder', model: 'm-1', turns_completed: 4 });
  await post(id, 'approve', { change_group: hash('a') });
  await ends(id, 0, undefined, { kept: null, cost_usd: 0 });
  const target = await client().getTarget({ params: { fleet_id: id, path: 'auth' } });
  const made = { agent: 'coder', model: 'm-1', turns: 4, change: { hash: hash('a') } };
  expect(target).toMatchObject({ data: { status: 'SUCCEEDED', trigger: 'publish', ...made } });
});

describe('an approval', () => {
  test('carries the hashes of what was looked at, or the hash of a group, and publishes these targets alone', async () => {
    const id = await reviewed(['a', 'b', 'b', undefined]);
    const named = await post(id, 'approve', { targets: ['auth', 'web'], hashes: { auth: hash('a') } });
    expect([named.status, named.json]).toMatchObject([202, { data: { status: 'RUNNING', reviews: 2 } }]);
    expect(await waiting(id)).toEqual([1, 2]);
    expect((await post(id, 'approve', { change_group: 'b'.repeat(8) })).status).toBe(202);
    expect(await waiting(id)).toEqual([]);
    const { publishing, statuses, triggers } = await ledgerOf(id);
    expect([[...publishing.keys()].sort(), statuses, triggers]).toMatchObject([
      [0, 1, 2, 3],
      ['QUEUED', 'QUEUED', 'QUEUED', 'QUEUED'],
      ['publish', 'publish', 'publish', 'publish'],
    ]);
  });

  test('of some of a group leaves the others, and one of a step needs no hash', async () => {
    const id = await reviewed(['a', 'a', 'b']);
    const some = await post(id, 'approve', { targets: ['auth'], change_group: hash('a') });
    expect([some.status, await waiting(id)]).toEqual([202, [1, 2]]);
    const gated = await submit({
      task_description: null,
      targets: targets.slice(0, 1),
      steps: [{ name: 'a', task_description: 'x', gate: 'person' }],
    });
    expect((await post(gated, 'approve', { targets: ['auth'] })).status).toBe(202);
  });

  let shared: Promise<string> | undefined;
  const waitingFleet = () => (shared ??= reviewed(['a', 'a', 'b', undefined]));
  const group = (digits: string) => ({ change_group: digits });
  test.each<[string, object, number, string[], RegExp]>([
    ['of what is not named', {}, 400, ['INVALID_VALUE /targets'], /targets must be there, or change_group/],
    ['without hashes', { targets: ['auth', 'pay'] }, 400, ['INVALID_VALUE /hashes', 'INVALID_VALUE /hashes'], /hashes must have/],
    [
      'with another hash than there is now',
      { targets: ['pay', 'auth'], hashes: { auth: hash('b'), pay: hash('b') } },
      409,
      ['INVALID_STATE /targets/1'],
      /auth has the change aaaaaaaa now, and bbbbbbbb was looked at/,
    ],
    [
      'with a hash of what is not known to be changed',
      { targets: ['web'], hashes: { web: hash('b') } },
      409,
      ['INVALID_STATE /targets/0'],
      /web has no change that is known, and bbbbbbbb was looked at/,
    ],
    [
      'with hashes of targets that are not named',
      { targets: ['auth'], hashes: { auth: hash('a'), 'a/b~': hash('a'), pay: hash('b') } },
      400,
      ['INVALID_VALUE /hashes/a~1b~0', 'INVALID_VALUE /hashes/pay'],
      /pay is not among the targets/,
    ],
    ['with what is no hash', { targets: ['auth'], hashes: { auth: 'a' } }, 400, ['INVALID_VALUE /hashes/auth'], /64 hex/],
    ['of a group with too few digits', group('aaaaaaa'), 400, ['INVALID_VALUE /change_group'], /first 8 digits/],
    ['of a group that nobody waits with', group('cccccccc'), 409, [], /No target waits for a review with the change cccccccc/],
    [
      'of named targets that are not in the group',
      { targets: ['auth', 'pay', 'users'], ...group('aaaaaaaa') },
      409,
      ['INVALID_STATE /targets/1'],
      /pay has the change bbbbbbbb now, not aaaaaaaa/,
    ],
    [
      'of a target that is not there',
      { targets: ['nope'], hashes: { nope: hash('a') } },
      404,
      ['INVALID_VALUE /targets/0'],
      /nope/,
    ],
    [
      'that passes a step over',
      { targets: ['auth'], hashes: { auth: hash('a') }, pass_over: true },
      409,
      ['INVALID_STATE /targets/0'],
      /no step is left to be passed over/,
    ],
  ])('%s is refused, and touches nothing', async (...[, body, status, details, words]) => {
    const id = await waitingFleet();
    const reply = await post(id, 'approve', body);
    expect([reply.status, errorOf(reply).details]).toEqual([status, details]);
    expect(reply.text).toMatch(words);
    expect(await waiting(id)).toEqual([0, 1, 2, 3]);
  });

  test('of a beginning that two changes share is refused', async () => {
    const id = await reviewed(['a', 'b']);
    const alike = { ...changed('a'), hash: `${'a'.repeat(8)}${'b'.repeat(56)}` };
    await post(id, 'steer', { targets: ['users'], text: 'Anew.' });
    await ends(id, 1, undefined, { change: alike });
    const reply = await post(id, 'approve', { change_group: 'aaaaaaaa' });
    expect([reply.status, errorOf(reply).details]).toEqual([400, ['INVALID_VALUE /change_group']]);
    expect((await post(id, 'approve', { change_group: alike.hash })).status).toBe(202);
    expect(await waiting(id)).toEqual([0]);
  });

  test('of a group is for those that have its change now: one that was steered away is left', async () => {
    const id = await reviewed(['a', 'a']);
    await post(id, 'steer', { targets: ['users'], text: 'Anew.' });
    await ends(id, 1, 'b');
    expect((await post(id, 'approve', { targets: ['users'], hashes: { users: hash('a') } })).status).toBe(409);
    expect((await post(id, 'approve', { change_group: hash('a') })).status).toBe(202);
    expect(await waiting(id)).toEqual([1]);
    expect((await post(id, 'approve', { change_group: hash('a') })).status).toBe(409);
  });

  test('whose answer was lost is answered again, although its targets wait no more', async () => {
    const id = await reviewed(['a', 'a']);
    const asked = [{ change_group: hash('a') }, { 'idempotency-key': `key-of-${id}` }] as const;
    const first = await post(id, 'approve', ...asked);
    const again = await post(id, 'approve', ...asked);
    expect([first.status, again.status, again.headers['idempotent-replay']]).toEqual([202, 202, 'true']);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect((await post(id, 'approve', { change_group: hash('b') }, asked[1])).status).toBe(422);
  });

  test('does not hold for work that came after the API compared', async () => {
    const id = await reviewed(['a']);
    const late = { ...bench.ports, mailbox: { mail: () => Promise.resolve() } };
    const path = `/v1/fleets/${id}/targets/approve`;
    const ledger = await ledgerOf(id);
    const asked = await bench.call('POST', path, { body: JSON.stringify({ change_group: hash('a') }) }, late);
    const { command_id } = (asked.json as { data: { command_id: string } }).data;
    // As if it had been steered, had worked, and waited again before the actor saw the approval.
    await bench.stores.ledgers.putLedgerAtVersion({
      ...ledger,
      ...{ gates: new Map([[0, ledger.lastArrival + 1]]), lastArrival: ledger.lastArrival + 1 },
    });
    await withActor(bench).mailbox.mail({ kind: 'look', fleet_id: id });
    const command = await bench.stores.commands.getCommand(id, command_id);
    expect(command?.verdict).toMatchObject({ result: 'refused', message: expect.stringContaining('look at it') as string });
    expect(await waiting(id)).toEqual([0]);
  });
});

describe('a rejection', () => {
  test('fails targets, with the reason, and nothing is published', async () => {
    const id = await reviewed(['a', 'a', 'b']);
    const reply = await post(id, 'reject', { change_group: hash('a'), reason: 'Not ours to change.' });
    expect([reply.status, await waiting(id)]).toEqual([202, [2]]);
    const [first] = await listed(id);
    expect(first).toMatchObject({
      status: 'FAILED',
      failure: { code: 'REJECTED_BY_PERSON', class: 'unknown', message: expect.stringContaining('Not ours') as string },
    });
    expect((await post(id, 'reject', { targets: ['auth'] })).status).toBe(409);
  });
});

describe('a steering', () => {
  test('lets the agent go on with these words, five times at most', async () => {
    const id = await reviewed(['a', 'b']);
    for (let time = 1; time <= 5; time += 1) {
      const reply = await post(id, 'steer', { targets: ['auth'], text: `Word ${time}.` });
      expect([reply.status, (await ledgerOf(id)).triggers[0]]).toEqual([202, 'steer']);
      await ends(id, 0, 'a');
    }
    const { json } = await post(id, 'steer', { targets: ['auth', 'users'], text: 'Once more.' });
    expect(json).toMatchObject({
      error: { code: 'INVALID_STATE', details: [{ path: '/targets/0', message: expect.stringContaining('5 times') as string }] },
    });
    const ofGroup = await post(id, 'steer', { change_group: hash('a'), text: 'Once more.' });
    expect([ofGroup.status, errorOf(ofGroup).details]).toEqual([409, ['INVALID_STATE /change_group']]);
    expect(await waiting(id)).toEqual([0, 1]);
  });

  let shared: Promise<string> | undefined;
  test.each<[string, object, number, RegExp]>([
    ['without words', { targets: ['auth'] }, 400, /text/],
    ['of spaces', { targets: ['auth'], text: ' ' }, 400, /more than spaces/],
    ['with too many words', { targets: ['auth'], text: 'x'.repeat(2_001) }, 400, /text/],
    ['with hashes, which it needs not', { targets: ['auth'], text: 'x', hashes: { auth: hash('a') } }, 400, /hashes/],
    ['of a group that nobody waits with', { change_group: 'cccccccc', text: 'x' }, 409, /No target waits/],
  ])('%s is refused', async (...[, body, status, words]) => {
    const id = await (shared ??= reviewed(['a']));
    const reply = await post(id, 'steer', body);
    expect([reply.status, reply.text]).toEqual([status, expect.stringMatching(words)]);
    expect(await waiting(id)).toEqual([0]);
  });

  test('of work without an agent is refused', async () => {
    const using = { ...withActor(bench), settings: { ...bench.ports.settings, allowShell: true } };
    const body = {
      workflow_ref: 'shell/run-v1',
      params: { command: 'true' },
      targets: ['acme/auth'],
      publish: 'review' as const,
    };
    const made = await bench.clientOf(bench.tokens.ann, using).submitFleet({ body });
    if (!made.ok) throw new Error(made.error.message);
    const id = made.data.fleet_id;
    await ends(id, 0, 'a');
    const reply = await post(id, 'steer', { targets: ['auth'], text: 'x' });
    expect([reply.status, reply.text]).toEqual([409, expect.stringContaining('nobody to steer')]);
  });
});

test.each([
  ['approve', 'steer', 'publish'],
  ['steer', 'approve', 'steer'],
])('of %s and %s at the same moment the first is applied', async (first, second, trigger) => {
  const id = await reviewed(['a']);
  const late = { ...bench.ports, mailbox: { mail: () => Promise.resolve() } };
  const bodies = { approve: { change_group: hash('a') }, steer: { targets: ['auth'], text: 'Anew.' } };
  const commands: string[] = [];
  for (const kind of [first, second] as const) {
    const body = JSON.stringify(bodies[kind as keyof typeof bodies]);
    const asked = await bench.call('POST', `/v1/fleets/${id}/targets/${kind}`, { body }, late);
    commands.push((asked.json as { data: { command_id: string } }).data.command_id);
  }
  await withActor(bench).mailbox.mail({ kind: 'look', fleet_id: id });
  const verdicts = await Promise.all(commands.map((command) => bench.stores.commands.getCommand(id, command)));
  expect(verdicts.map((command) => command?.verdict?.result)).toEqual(['applied', 'refused']);
  expect((await ledgerOf(id)).triggers).toEqual([trigger]);
});

describe('a submit with publish review', () => {
  const one = { task_description: null, targets: [{ repo: 'acme/auth', pr_number: 1 }], publish: 'review' };
  test.each<[string, object, RegExp]>([
    ['pr-review', { ...one, workflow_ref: 'coding/pr-review-v1' }, /coding\/pr-review-v1: it publishes nothing/],
    ['pr-iteration', { ...one, workflow_ref: 'coding/pr-iteration-v1' }, /a pull request that is there already/],
    ['restack', { ...one, workflow_ref: 'coding/restack-v1' }, /a pull request that is there already/],
    ['merge', { ...one, targets: ['acme/auth'], workflow_ref: 'coding/merge-v1' }, /merges what is published/],
    [
      'inspect, with everything else that is wrong',
      { ...one, targets: ['acme/auth', 7], workflow_ref: 'repo/inspect-v1', params: { paths: 'a.md' } },
      /targets.*publishes nothing/s,
    ],
  ])('of %s is refused', async (_, body, words) => {
    const reply = await bench.call('POST', '/v1/fleets', { body: JSON.stringify(body) });
    expect([reply.status, errorOf(reply).details]).toEqual([400, expect.arrayContaining(['INVALID_VALUE /publish'])]);
    expect(reply.text).toMatch(words);
  });

  test('is planned, changes the hash of the work, and is taken over by a fleet that is made from it', async () => {
    const hashes = [];
    for (const publish of ['review', 'auto', undefined] as const) {
      const body = { task_description: 'x', targets: ['acme/auth'], ...(publish === undefined ? {} : { publish }) };
      const plan = await client().planFleet({ body });
      if (!plan.ok) throw new Error(plan.error.message);
      expect(plan.data.publish).toBe(publish ?? 'auto');
      hashes.push(plan.data.spec_hash);
    }
    expect([hashes[0] === hashes[1], hashes[1] === hashes[2]]).toEqual([false, true]);
    const parent = await submit({ targets: ['acme/auth'] });
    await client().abortFleet({ ...of(parent), body: {} });
    const from = async (more: SubmitRequest) => {
      const made = await client().submitFleet({ body: { retry_of: parent, targets: ['acme/pay'], ...more } });
      return made.ok ? made.data.publish : made.error.details.map(({ path }) => path);
    };
    expect(await from({})).toBe('review');
    expect(await from({ publish: 'auto' })).toBe('auto');
    const onPr = { targets: [{ repo: 'acme/pay', pr_number: 1 }] };
    expect(await from({ ...onPr, workflow_ref: 'coding/pr-review-v1' })).toBe('auto');
    // It would publish without a review.
    expect(await from({ ...onPr, workflow_ref: 'coding/pr-iteration-v1' })).toEqual(['/publish']);
  });
});

const listed = async (id: string) => {
  const answer = await client().listTargets(of(id));
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data;
};
