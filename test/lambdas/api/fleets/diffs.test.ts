/** Diffs over the API: of a task, and of a target by its attempts. */
import { ulid } from 'ulid';
import type { AttemptOutcome } from '../../../../contracts/fleet-records.ts';
import { taskRow } from '../../../worker/task-bench.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const change = (digit: string) => ({ hash: digit.repeat(64), files: 2, added: 4, removed: 1, bytes: 90, cut: false });
const file = { path: 'a.txt', old_path: null, status: 'added' as const, added: 4, removed: 1 };

/** A task that has ended with this change, and its diff. */
async function taskWith(attempt: number, digit: string, text: string | undefined): Promise<string> {
  const channel = { fleet_id: ulid(), target: 'x', attempt };
  const row = taskRow({ user_id: 'ann', status: 'COMPLETED', channel_metadata: channel, change: change(digit) });
  await bench.tasks.putTaskIfAbsent(row);
  if (text !== undefined) await bench.events.putDiff(row.task_id, { hold: 1, files: [file], text });
  return row.task_id;
}

const ended = (task_id: string | null, digit: string | undefined): AttemptOutcome => ({
  ...{ status: 'SUCCEEDED', trigger: 'initial', task_id, outcome: 'changed', failure: null, pr_url: null, branch: 'b' },
  ...{ cost_usd: 1, started_at: null, finished_at: null, duration_s: 60 },
  change: digit === undefined ? null : change(digit),
});

test('the diff of a task comes as JSON, as text, and as its files alone', async () => {
  const taskId = await taskWith(3, 'a', 'diff --git a/a.txt b/a.txt\n');
  const path = `/v1/tasks/${taskId}/diff`;
  const whole = {
    task_id: taskId,
    attempt: 3,
    change: change('a'),
    files: [file],
    more_files: 1,
    text: 'diff --git a/a.txt b/a.txt\n',
  };
  const json = await bench.call('GET', path);
  expect([json.status, json.json]).toEqual([200, { data: whole }]);
  expect((await bench.call('GET', path, { headers: { 'if-none-match': json.headers['etag'] ?? '' } })).status).toBe(304);
  expect((await bench.call('GET', `${path}?stat=true`)).json).toEqual({ data: { ...whole, text: null } });
  const text = await bench.call('GET', `${path}?format=text`);
  expect([text.text, text.headers['content-type']]).toEqual([whole.text, 'text/x-diff; charset=utf-8']);
  expect(errorOf(await bench.call('GET', `${path}?format=text&stat=true`))).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: ['INVALID_VALUE /stat'],
  });
  expect((await bench.call('GET', path, { token: bench.tokens.bob })).status).toBe(403);
});

test('a task without a change, or whose diff is gone, has none', async () => {
  const row = taskRow({ user_id: 'ann' });
  await bench.tasks.putTaskIfAbsent(row);
  // Of a hold that was lost: the task has not ended with it.
  await bench.events.putDiff(row.task_id, { hold: 1, files: [], text: 'x' });
  for (const taskId of [row.task_id, await taskWith(1, 'a', undefined)]) {
    const answer = await bench.call('GET', `/v1/tasks/${taskId}/diff`);
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'DIFF_NOT_FOUND']);
  }
});

describe('the diff of a target', () => {
  let fleetId: string;
  const at = (path: string) => bench.call('GET', `/v1/fleets/${fleetId}/targets/${path}`);
  const textOf = async (path: string): Promise<unknown> => {
    const { json } = await at(path);
    // Of a diff, whose text is looked at.
    return (json as { data: { text?: string; path?: string } }).data;
  };
  beforeAll(async () => {
    const targets = [
      { repo: 'acme/auth', id: 'api' },
      { repo: 'acme/users', id: 'diff' },
    ];
    const body = { groups: [{ name: 'g', targets }], targets: [{ repo: 'acme/pay', id: 'diff' }], task_description: 'Do it.' };
    const answer = await bench.clientOf(bench.tokens.ann).submitFleet({ body });
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    fleetId = answer.data.fleet_id;
    const tasks = [await taskWith(1, 'a', 'one'), await taskWith(2, 'b', 'two')];
    const { stores } = bench;
    const ordinalOf = new Map((await stores.targets.getTargets(fleetId, [0, 1, 2])).map(({ path, ordinal }) => [path, ordinal]));
    const api = ordinalOf.get('g/api') ?? -1;
    await stores.targets.recordOutcome(fleetId, api, 1, ended(tasks[0] ?? '', 'a'));
    await stores.targets.recordOutcome(fleetId, api, 2, ended(tasks[1] ?? '', 'b'));
    await stores.targets.recordOutcome(fleetId, api, 3, ended(null, undefined));
    for (const path of ['g/diff', 'diff']) {
      await stores.targets.recordOutcome(fleetId, ordinalOf.get(path) ?? -1, 1, ended(await taskWith(1, 'c', path), 'c'));
    }
    const ledger = await stores.ledgers.getLedger(fleetId);
    if (!ledger) throw new Error('The fleet is gone.');
    const attempts = ledger.attempts.map((_, ordinal) => (ordinal === api ? 3 : 1));
    await stores.ledgers.putLedgerAtVersion({ ...ledger, attempts, statuses: attempts.map(() => 'SUCCEEDED') });
  });

  test('is that of its last attempt with a change, or of the one that is named', async () => {
    expect(await textOf('g/api/diff')).toMatchObject({ text: 'two', attempt: 2, change: { hash: 'b'.repeat(64) } });
    expect(await textOf('g/api/diff?attempt=1')).toMatchObject({ text: 'one', attempt: 1 });
    expect(await textOf('g%2Fapi/diff?stat=true')).toMatchObject({ text: null, attempt: 2 });
    expect((await at('g/api/diff?format=text')).text).toBe('two');
    for (const [path, message] of [
      ['g/api/diff?attempt=3', 'Attempt 3 of g/api has no task.'],
      ['g/api/diff?attempt=9', 'There is no attempt 9 of g/api.'],
    ] as const) {
      const answer = await at(path);
      expect([answer.status, errorOf(answer)]).toMatchObject([404, { code: 'DIFF_NOT_FOUND', message }]);
    }
  });

  test('does not stand in the way of targets whose name is diff, and they have a diff too', async () => {
    expect(await textOf('diff')).toMatchObject({ path: 'diff', repo: 'acme/pay' });
    expect(await textOf('g/diff')).toMatchObject({ path: 'g/diff', repo: 'acme/users' });
    expect(await textOf('diff/diff')).toMatchObject({ text: 'diff' });
    expect(await textOf('g/diff/diff')).toMatchObject({ text: 'g/diff' });
    for (const path of ['g/diff?stat=true', 'nothing/diff', 'nothing/diff?attempt=1']) {
      const answer = await at(path);
      const name = path.split('/diff')[0] ?? '';
      expect([answer.status, errorOf(answer).message]).toEqual([404, `The fleet has no target ${name}.`]);
    }
  });
});
