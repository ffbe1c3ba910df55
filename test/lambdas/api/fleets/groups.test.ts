/** Targets in groups over the API: those with the same change, and those that failed for the same reason. */
import type { AttemptOutcome } from '../../../../contracts/fleet-records.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { ordinalsOfChange } from '../../../../lambdas/api/fleets/read/targets-of-group.ts';
import { startBench, type Bench } from '../bench.ts';

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
    statuses: attempts.map((outcomes) => (outcomes.length === 0 ? 'PENDING' : 'SUCCEEDED')),
    attempts: attempts.map((outcomes) => Math.max(1, outcomes.length)),
    ...to,
  };
  await bench.stores.ledgers.putLedgerAtVersion(ledger);
  return ledger;
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
