/** Targets in groups over the API: those with the same change, and those that failed for the same reason. */
import type { AttemptOutcome } from '../../../../contracts/fleet-records.ts';
import type { TargetStatus } from '../../../../core/fleet.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { ordinalsOfChange } from '../../../../lambdas/api/fleets/read/targets-of-group.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';
import { withActor } from '../with-actor.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const hash = (digits: string): string => digits.padEnd(64, '0');
const change = (digits: string) => ({ hash: hash(digits), files: 3, added: 40, removed: 12, bytes: 900, cut: false });

const ended = (more: Partial<AttemptOutcome>): AttemptOutcome => ({
  ...{ status: 'SUCCEEDED', trigger: 'initial', task_id: null, outcome: 'changed', failure: null, pr_url: null, branch: 'b' },
  ...{ cost_usd: 1, started_at: '2026-11-05T10:00:00.000Z', finished_at: '2026-11-05T10:01:00.000Z', duration_s: 60 },
  ...more,
});

/** The status of a target whose last attempt ended so. */
const statusOf = (outcomes: Outcomes): TargetStatus => {
  const last = outcomes.at(-1);
  if (last === undefined) return 'PENDING';
  return last.failure == null ? 'SUCCEEDED' : last.failure.class === 'lost' ? 'LOST' : 'FAILED';
};

const failed = (message: string, more: Partial<AttemptOutcome> = {}): Partial<AttemptOutcome> => ({
  ...{ status: 'FAILED', outcome: null, branch: null, ...more },
  failure: { class: 'verification', code: 'VERIFICATION_FAILED', message, retryable: false, by: 'user' },
});

type Outcomes = readonly Partial<AttemptOutcome>[];

/** A fleet with one target for each list of attempts that have ended. @param to changes the ledger as turns would have */
async function fleetOf(attempts: readonly Outcomes[], to: Partial<Ledger> = {}): Promise<Ledger> {
  const targets = attempts.map((_, ordinal) => ({ repo: 'acme/auth', id: `t${ordinal}` }));
  const answer = await bench.clientOf(bench.tokens.ann).submitFleet({ body: { targets, task_description: 'Do it.' } });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  const id = answer.data.fleet_id;
  for (const [ordinal, outcomes] of attempts.entries()) {
    for (const [at, outcome] of outcomes.entries()) await bench.stores.targets.recordOutcome(id, ordinal, at + 1, ended(outcome));
  }
  const before = await bench.stores.ledgers.getLedger(id);
  if (before === undefined) throw new Error('The fleet is gone.');
  const ledger: Ledger = {
    ...before,
    statuses: attempts.map(statusOf),
    attempts: attempts.map((outcomes) => Math.max(1, outcomes.length)),
    ...to,
  };
  await bench.stores.ledgers.putLedgerAtVersion(ledger);
  return ledger;
}

const client = () => bench.clientOf(bench.tokens.ann, withActor(bench));
const of = ({ fleetId }: Ledger) => ({ params: { fleet_id: fleetId } });
async function pathsOf(ledger: Ledger, query: object): Promise<string[]> {
  const answer = await client().listTargets({ ...of(ledger), query });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data.map(({ path }) => path);
}

describe('the targets of a change', () => {
  const attempts: Outcomes[] = [
    [{ change: change('aaaaaaaa1') }],
    [{ change: change('aaaaaaaa2') }],
    // The last attempt that changed something counts.
    [{ change: change('bbbbbbbb') }, { change: change('aaaaaaaa1') }, { change: null }],
    [],
    [{ change: null }],
  ];

  test('are found by its hash or the beginning of it, and a beginning that fits several is refused', async () => {
    const ledger = await fleetOf(attempts);
    const of = (start: string) => ordinalsOfChange(bench.ports, ledger, start, { waiting: false });
    expect(await of(hash('aaaaaaaa1'))).toEqual([0, 2]);
    expect(await of('aaaaaaaa2')).toEqual([1]);
    expect(await of('bbbbbbbb')).toEqual([]);
    expect(await of('aaaaaaaa')).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: [{ path: '/change_group' }] } });
  });

  test('that wait for a review are found alone', async () => {
    const ledger = await fleetOf(attempts, {
      gates: new Map([
        [2, 1],
        [1, 1],
      ]),
      publishing: new Map([
        [0, 1],
        [2, 1],
      ]),
    });
    expect(await ordinalsOfChange(bench.ports, ledger, 'aaaaaaaa', { waiting: true })).toEqual([2]);
  });
});

describe('the groups of changes', () => {
  const [a, b, c] = [change('a'), change('b'), change('c')];
  const attempts: Outcomes[] = [
    [{ change: c }],
    [{ change: b }],
    [{ change: a }],
    [],
    [{ change: a }],
    [{ change: b }],
    [{ change: a }],
    [{}],
  ];

  test('come by their size, with totals, and page by page with the same numbers', async () => {
    const ledger = await fleetOf(attempts, {
      gates: new Map([
        [2, 1],
        [5, 1],
      ]),
      publishing: new Map([
        [2, 1],
        [5, 1],
      ]),
    });
    const answer = await client().getChangeGroups(of(ledger));
    expect(answer).toMatchObject({
      data: [
        { number: 1, hash: a.hash, count: 3, waiting: 1, example: 't2', targets: ['t2', 't4', 't6'], change: a },
        { number: 2, hash: b.hash, count: 2, waiting: 1, example: 't1', targets: ['t1', 't5'], change: b },
        { number: 3, hash: c.hash, count: 1, waiting: 0, example: 't0', targets: ['t0'], change: c },
      ],
      pagination: { next_token: null, has_more: false, totals: { groups: 3, targets: 6, waiting: 2 } },
    });
    const first = await client().getChangeGroups({ ...of(ledger), query: { limit: 2 } });
    if (!answer.ok || !first.ok) throw new Error('It was refused.');
    expect(first.data).toEqual(answer.data.slice(0, 2));
    const next_token = first.pagination?.next_token ?? '';
    const second = await client().getChangeGroups({ ...of(ledger), query: { limit: 2, next_token } });
    expect(second).toMatchObject({ data: answer.data.slice(2), pagination: { has_more: false, totals: { groups: 3 } } });
    // A token is of this list alone.
    expect(await client().getChangeGroups({ ...of(ledger), query: { waiting: 'true', next_token } })).toMatchObject({
      status: 400,
    });
    const waiting = await client().getChangeGroups({ ...of(ledger), query: { waiting: 'true' } });
    expect(waiting).toMatchObject({
      data: [
        { number: 1, hash: a.hash, count: 1, waiting: 1, example: 't2' },
        { number: 2, hash: b.hash, count: 1, waiting: 1, example: 't5' },
      ],
      pagination: { totals: { groups: 2, targets: 2, waiting: 2 } },
    });
  });

  test('filter targets and results, by the hash or its beginning', async () => {
    const ledger = await fleetOf(attempts);
    expect(await pathsOf(ledger, { change_group: b.hash })).toEqual(['t1', 't5']);
    expect(await pathsOf(ledger, { change_group: b.hash.slice(0, 8), limit: 1 })).toEqual(['t1']);
    expect(await pathsOf(ledger, { change_group: hash('d') })).toEqual([]);
    const results = await client().getResults({ ...of(ledger), query: { change_group: a.hash } });
    expect(results).toMatchObject({ data: [{ path: 't2' }, { path: 't4' }, { path: 't6' }] });
    const odd = await bench.call('GET', `/v1/fleets/${ledger.fleetId}/targets?change_group=2&failure_group=XYZ`);
    expect([odd.status, errorOf(odd).details]).toEqual([400, ['INVALID_VALUE /change_group', 'INVALID_VALUE /failure_group']]);
  });

  test('of a fleet without any are none', async () => {
    const ledger = await fleetOf([[], [{}]]);
    expect(await client().getChangeGroups(of(ledger))).toMatchObject({
      data: [],
      pagination: { totals: { groups: 0, targets: 0, waiting: 0 } },
    });
    expect(await client().getFailures(of(ledger))).toMatchObject({ data: [], pagination: { totals: { groups: 0, targets: 0 } } });
  });
});

describe('the groups of failures', () => {
  const lost = { ...failed(''), failure: { class: 'lost', code: 'LOST', message: 'Gone.', retryable: true, by: 'service' } };
  const tests = { failed_verifier: 'tests' };
  const attempts: Outcomes[] = [
    [failed('verifier "tests" failed: exit code 1\nsrc/a.ts(1,2): error TS2307: Cannot find module \'zod\'.', tests)],
    [{}],
    [failed('verifier "tests" failed: exit code 2\nlib/b.ts(30,4): error TS2307: Cannot find module \'zod\'.', tests)],
    [failed('Error: no space left'), failed("src/c.ts(7,7): error TS2307: Cannot find module 'zod'.", tests)],
    [lost],
    // Its failure is mended.
    [failed('Error: no space left'), {}],
    [failed('Error: no space left')],
  ];
  const groupsOf = async (ledger: Ledger) => {
    const answer = await client().getFailures(of(ledger));
    if (!answer.ok) throw new Error(answer.error.message);
    return answer;
  };

  /** The numbers of the current attempts, which a retry raises. */
  const attemptsOf = async ({ fleetId }: Ledger) => (await bench.stores.ledgers.getLedger(fleetId))?.attempts;

  test('have what their first target failed with, and hold every failed target once', async () => {
    const ledger = await fleetOf(attempts);
    const { data, pagination } = await groupsOf(ledger);
    expect(data).toMatchObject([
      {
        ...{
          number: 1,
          count: 3,
          example: 't0',
          targets: ['t0', 't2', 't3'],
          class: 'verification',
          code: 'VERIFICATION_FAILED',
        },
        ...{ verifier: 'tests', retryable: false, by: 'user', signature: expect.stringMatching(/^[0-9a-f]{16}$/) as string },
        summary: "src/a.ts(1,2): error TS2307: Cannot find module 'zod'.",
        evidence: expect.stringContaining('exit code 1') as string,
      },
      { number: 2, count: 1, example: 't4', class: 'lost', code: 'LOST', retryable: true, by: 'service', summary: 'Gone.' },
      { number: 3, count: 1, example: 't6', verifier: null, summary: 'Error: no space left' },
    ]);
    expect(pagination?.totals).toEqual({ groups: 3, targets: 5 });
    const members = await Promise.all(data.map(({ signature }) => pathsOf(ledger, { failure_group: signature })));
    expect(members).toEqual([['t0', 't2', 't3'], ['t4'], ['t6']]);
  });

  test('are retried as they are now: with other words, among named targets, and once', async () => {
    const ledger = await fleetOf(attempts, { status: 'FAILED', finishedAt: 1 });
    const [group] = (await groupsOf(ledger)).data;
    const failure_group = group?.signature.slice(0, 10) ?? '';
    const body = { failure_group, hint: 'Install zod.' };
    const retry = (more: object = {}, headers = {}) =>
      client().retryFleet({ ...of(ledger), body: { ...body, ...more }, headers });
    expect(await retry({ targets: ['t6', 't1'] })).toMatchObject({ status: 409, error: { code: 'NOTHING_TO_RETRY' } });
    expect(await retry({ targets: ['nope'] })).toMatchObject({ status: 404 });
    expect(await retry({ failure_group: '0'.repeat(16) })).toMatchObject({
      error: { code: 'NOTHING_TO_RETRY', message: expect.stringContaining('No target failed for the reason 0000') as string },
    });
    expect(await retry({ targets: ['t3', 't6'] })).toMatchObject({ ok: true, status: 202 });
    const key = { 'idempotency-key': 'one' };
    expect(await retry({}, key)).toMatchObject({ ok: true, data: { fleet_id: ledger.fleetId } });
    expect(await attemptsOf(ledger)).toEqual([2, 1, 2, 3, 1, 2, 1]);
    // The same request again is answered, although its group is empty now; another one is refused.
    expect(await retry({}, key)).toMatchObject({ ok: true, data: { fleet_id: ledger.fleetId } });
    expect(await retry()).toMatchObject({ status: 409, error: { code: 'NOTHING_TO_RETRY' } });
  });

  test('go together with changes in a retry', async () => {
    const of2 = [{ change: change('aaaaaaaa') }, { change: change('bbbbbbbb') }].map((changed) => [
      failed('Error: it broke', changed),
    ]);
    const ledger = await fleetOf([...of2, [{ change: change('aaaaaaaa') }]], { status: 'RUNNING', startedAt: 1 });
    const [group] = (await groupsOf(ledger)).data;
    const both = { failure_group: group?.signature ?? '', change_group: 'bbbbbbbb' };
    expect(await client().retryFleet({ ...of(ledger), body: both })).toMatchObject({ ok: true });
    expect(await attemptsOf(ledger)).toEqual([1, 2, 1]);
    expect(await client().retryFleet({ ...of(ledger), body: { change_group: 'aaaaaaaa' } })).toMatchObject({ ok: true });
    expect(await attemptsOf(ledger)).toEqual([2, 2, 1]);
  });
});
