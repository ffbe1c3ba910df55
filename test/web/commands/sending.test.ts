/** What became of a command that was sent: each answer of the API, also to the second of two commands. */
import type { Client, ClientAnswer } from '../../../contracts/http/client.ts';
import type { CommandView } from '../../../contracts/http/command.ts';
import type { FleetView } from '../../../contracts/http/fleet.ts';
import { requestsOf, type Undecided } from '../../../web/commands/body-of.ts';
import { changesBetween } from '../../../web/commands/changes.ts';
import { changedFields, editBodyOf, editOnCli, editProblems, formOf } from '../../../web/commands/edit-form.ts';
import { nothingGiven } from '../../../web/commands/given.ts';
import { awaitVerdict, sendCommand } from '../../../web/commands/send-command.ts';
import { saidOfRefusal, saidOfVerdict } from '../../../web/commands/verdict-words.ts';
import { sampleFleet } from '../../cli/samples.ts';

type Answer = ClientAnswer<FleetView | Undecided>;
const error = (code: string) => ({ code, message: `It is ${code}.`, request_id: null, details: [], retry_after_s: null });
const refused = (status: number, code: string): Answer =>
  // Any code, also those that only the client has.
  ({ ok: false, status, error: error(code) }) as Answer;
const verdict: NonNullable<CommandView['verdict']> = {
  result: 'applied',
  code: null,
  message: null,
  refused_targets: ['pay/api'],
};
const decided = (change: Partial<FleetView>): Answer => ({
  ok: true,
  status: 202,
  data: sampleFleet(change),
  headers: new Headers({ location: '/v1/fleets/x/commands/01KAE5X0000000000000000C01' }),
});

interface Call {
  readonly body: { readonly expect_revision: number };
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers in turn, whatever the command; `calls` holds what was sent. */
function service(...answers: readonly Answer[]) {
  const calls: Call[] = [];
  const command = (call: Call): Promise<Answer> => {
    calls.push(call);
    const answer = answers[calls.length - 1];
    if (answer === undefined) throw new Error('It was sent more often than expected.');
    return Promise.resolve(answer);
  };
  const getCommand = () => Promise.resolve({ ok: true, status: 200, data: { verdict }, headers: new Headers() });
  // Only these are called.
  const client = { retryFleet: command, continueFleet: command, pauseFleet: command, getCommand } as unknown as Client;
  return { client, calls };
}

const fleet = sampleFleet({ revision: 7 });
const pause = requestsOf({ kind: 'pause' }, nothingGiven);
const both = requestsOf({ kind: 'retry-and-continue' }, nothingGiven);

test('a command carries the revision that was seen and its key, and its verdict is read', async () => {
  const { client, calls } = service(decided({ revision: 8 }));
  expect(await sendCommand({ client, fleet, requests: pause, key: 'k' })).toMatchObject({ kind: 'done', verdict });
  expect(calls).toMatchObject([{ body: { expect_revision: 7 }, headers: { 'idempotency-key': 'k' } }]);
});

test.each<[Answer, object]>([
  [refused(412, 'VERSION_MISMATCH'), { kind: 'changed' }],
  [refused(409, 'INVALID_STATE'), { kind: 'refused', done: null }],
  [refused(403, 'FORBIDDEN'), { kind: 'refused' }],
  [refused(400, 'VALIDATION_ERROR'), { kind: 'invalid' }],
  [refused(401, 'UNAUTHORIZED'), { kind: 'signed-out' }],
  [refused(0, 'UNREACHABLE'), { kind: 'lost' }],
  [refused(503, 'SERVICE_UNAVAILABLE'), { kind: 'lost' }],
  [
    { ok: true, status: 202, data: { command_id: 'c', fleet_id: 'f' }, headers: new Headers() },
    { kind: 'undecided', commandId: 'c' },
  ],
])('the answer %j', async (answer, outcome) => {
  const { client } = service(answer);
  expect(await sendCommand({ client, fleet, requests: pause, key: 'k' })).toMatchObject(outcome);
});

test('the second command has the revision that the first answered, and a key of its own', async () => {
  const { client, calls } = service(decided({ revision: 8 }), decided({ revision: 9, status: 'RUNNING' }));
  expect(await sendCommand({ client, fleet, requests: both, key: 'k' })).toMatchObject({ kind: 'done', fleet: { revision: 9 } });
  expect(calls.map(({ body, headers }) => [body.expect_revision, headers['idempotency-key']])).toEqual([
    [7, 'k'],
    [8, 'k-2'],
  ]);
});

test.each([
  [refused(409, 'INVALID_STATE'), 'It is INVALID_STATE.'],
  [refused(412, 'VERSION_MISMATCH'), 'The fleet changed between the two commands.'],
])('a second command that is refused (%j) leaves the first done', async (answer, message) => {
  const { client } = service(decided({ revision: 8 }), answer);
  const outcome = await sendCommand({ client, fleet, requests: both, key: 'k' });
  expect(outcome).toMatchObject({ kind: 'refused', error: { message }, done: { revision: 8 } });
  expect(saidOfRefusal({ kind: 'retry-and-continue' }, message, true)).toMatchObject({ header: 'Retried, not continued' });
});

test('a verdict that comes late is waited for, and not for ever', async () => {
  let asked = 0;
  const getCommand = () =>
    Promise.resolve({ ok: true, status: 200, data: { verdict: (asked += 1) === 3 ? verdict : null }, headers: new Headers() });
  const waiting = {
    client: { getCommand } as unknown as Client,
    ...{ fleetId: 'f', commandId: 'c', everyMs: 2, sleep: () => Promise.resolve() },
  };
  expect(await awaitVerdict({ ...waiting, mostMs: 20 })).toEqual(verdict);
  expect(await awaitVerdict({ ...waiting, mostMs: 20 })).toBeNull();
  expect(asked).toBe(13);
});

test('what is said of a verdict', () => {
  expect(saidOfVerdict({ kind: 'retry' }, fleet, verdict)).toEqual({
    type: 'success',
    header: 'Retry: done',
    lines: ['The fleet is running now.', 'Left as they are: pay/api'],
  });
  expect(saidOfVerdict({ kind: 'pause' }, fleet, { ...verdict, result: 'no_change' })).toMatchObject({ type: 'info' });
  expect(saidOfVerdict({ kind: 'pause' }, fleet, { ...verdict, result: 'refused', message: 'No.' })).toEqual({
    type: 'error',
    header: 'Pause: not done',
    lines: ['No.'],
  });
});

test.each<[Partial<FleetView>, string[]]>([
  [{}, []],
  [{ max_concurrency: 6 }, ['at once: 4, now 6']],
  [{ status: 'PAUSED' }, ['status: running, now paused']],
  [{ questions: 2 }, ['wait for an answer: 0, now 2']],
  [{ budget: { fleet_usd: 50, target_usd: 2, heal_usd: 2 } }, ['budget: none, now at most $50.00, $2.00 an attempt']],
  [{ acknowledged_failures: 3 }, ['failures acknowledged: 0, now 3']],
  [{ version: 9, updated_at: '2026-11-20T11:00:00.000Z' }, []],
])('changed meanwhile: %j → %j', (change, words) => {
  expect(changesBetween(fleet, { ...fleet, ...change })).toEqual(words);
});

test('counts that changed meanwhile', () => {
  expect(changesBetween(sampleFleet({}, { PENDING: 4 }), sampleFleet({}, { PENDING: 3, FAILED: 1 }))).toEqual([
    'failed: 0, now 1',
    'waiting: 4, now 3',
  ]);
});

const limited = sampleFleet({
  labels: { team: 'pay', old: 'x' },
  budget: { fleet_usd: 20, target_usd: 2, heal_usd: 1 },
  failure: {
    ...{ threshold_percent: 20, threshold_count: null, of: 'finished', min_finished: null, uniform_early_failure: 3 },
    ...{ unit: 'target', exclude_classes: ['network'], action: 'pause' },
  },
});

test('an edit sends what was changed and nothing else; of an object the other parts stay', () => {
  const form = { ...formOf(limited), max_concurrency: '6', threshold_count: '5', fleet_usd: '', labels: 'team=pay\nnew=y' };
  expect(editBodyOf(limited, formOf(limited), '')).toEqual({});
  expect(changedFields(limited, form).map(({ field }) => field)).toEqual([
    'max_concurrency',
    'threshold_count',
    'fleet_usd',
    'labels',
  ]);
  expect(editBodyOf(limited, form, 'more')).toEqual({
    reason: 'more',
    max_concurrency: 6,
    failure: { ...limited.failure, threshold_count: 5 },
    budget: { fleet_usd: null },
    labels: { team: 'pay', new: 'y' },
  });
  expect(editProblems(limited, form)).toEqual({});
  expect(editOnCli(limited, form, 'more')).toMatch(
    /--max-concurrency 6 --failure-threshold 5 --budget none --label 'new=y' --label 'old=' --reason more$/,
  );
});

test('what cannot be an edit is told by its field, all at once', () => {
  const form = { ...formOf(limited), max_concurrency: 'x', threshold_percent: '120', fleet_usd: '-1', title: '', labels: 'team' };
  expect(Object.keys(editProblems(limited, form)).sort()).toEqual([
    'fleet_usd',
    'labels',
    'max_concurrency',
    'threshold_percent',
    'title',
  ]);
});

test('without a limit there is no policy, without sums no budget', () => {
  const form = { ...formOf(limited), threshold_percent: '', fleet_usd: '', target_usd: '' };
  expect(editBodyOf(limited, form, '')).toEqual({ failure: null, budget: null });
});
