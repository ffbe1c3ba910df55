import fc from 'fast-check';
import { defaultPolicy, judgeFailures, withEnding, type FailurePolicy } from '../../../core/failure-policy.ts';
import type { TargetStatus } from '../../../core/fleet.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { policyProgressOf } from '../../../core/ledger/policy-progress.ts';
import { tallyOf } from '../../../core/ledger/tally.ts';
import { fleetOf } from '../fleet-world.ts';

/** A status for each letter. */
const statusOf: Readonly<Record<string, TargetStatus>> = {
  ...{ P: 'PENDING', R: 'RUNNING', S: 'SUCCEEDED', F: 'FAILED', K: 'SKIPPED', B: 'BLOCKED' },
};
const mixed = { count: 0, class: null, mixed: true, reported: false };

function ledgerOf(letters: string, policy: Partial<FailurePolicy> | null, more: Partial<Ledger> = {}): Ledger {
  const statuses = Array.from(letters, (letter) => statusOf[letter] ?? 'PENDING');
  const fleet = fleetOf(letters.length, 2, 0, { policy: policy && { ...defaultPolicy, ...policy } });
  const classes = statuses.map((status) => (status === 'FAILED' ? ('agent' as const) : null));
  return { ...fleet, status: 'RUNNING', statuses, classes, earlyEndings: mixed, ...more };
}

const byCount = { thresholdPercent: null, thresholdCount: 3 };
const groups = [0, 1, 2, 3].map((index) => ({ path: `g${index}`, from: 2 * index, to: 2 * index + 2 }));

test.each<[string, Ledger, ReturnType<typeof policyProgressOf>]>([
  ['no policy', ledgerOf('SFP', null), null],
  ['a fleet that has ended', ledgerOf('SF', {}, { status: 'PARTIAL' }), null],
  ['20 % of finished', ledgerOf('SSSSSFPPPPPPPPPPPPPPP', {}), { failed: 1, denominator: 6, until_breach: 1 }],
  ['20 % of total', ledgerOf('SSSSSFPPPP', { of: 'total' }), { failed: 1, denominator: 10, until_breach: 2 }],
  ['a count', ledgerOf('SSFPPPPP', byCount), { failed: 1, denominator: 3, until_breach: 2 }],
  ['breached now', ledgerOf('FFFP', byCount), { failed: 3, denominator: 3, until_breach: 0 }],
  ['acknowledged', ledgerOf('FFFPPP', byCount, { acknowledgedFailures: 3 }), { failed: 3, denominator: 3, until_breach: 1 }],
  ['nothing is PENDING', ledgerOf('FFR', byCount), { failed: 2, denominator: 2, until_breach: null }],
  ['too few are left', ledgerOf('FPPKB', byCount), { failed: 1, denominator: 1, until_breach: null }],
  ['the last one cannot breach', ledgerOf('FFP', byCount), { failed: 2, denominator: 2, until_breach: null }],
  ['100 percent', ledgerOf('FPPPP', { thresholdPercent: 100 }), { failed: 1, denominator: 1, until_breach: null }],
  [
    'the first of them, all in one class',
    ledgerOf('FRPPPPP', { thresholdPercent: null }, { earlyEndings: { ...mixed, count: 1, class: 'agent', mixed: false } }),
    { failed: 1, denominator: 1, until_breach: 2 },
  ],
  [
    'groups, of which one has failed',
    { ...ledgerOf('SFSSPPPP', { unit: 'group', thresholdPercent: 40 }), groups },
    { failed: 1, denominator: 2, until_breach: 1 },
  ],
  [
    'groups, whose last one cannot breach',
    { ...ledgerOf('SSSSSSPP', { unit: 'group', thresholdPercent: 20 }), groups },
    { failed: 0, denominator: 3, until_breach: null },
  ],
])('%s', (_what, ledger, progress) => {
  expect(policyProgressOf(ledger)).toEqual(progress);
});

test('so many more failures are the first breach, whatever the policy', () => {
  const policies = fc.record({
    thresholdPercent: fc.option(fc.integer({ min: 0, max: 100 })),
    thresholdCount: fc.option(fc.integer({ min: 1, max: 8 })),
    minFinished: fc.option(fc.integer({ min: 0, max: 8 })),
    of: fc.constantFrom('finished' as const, 'total' as const),
    uniformEarlyFailure: fc.integer({ min: 0, max: 5 }),
  });
  const letters = fc.array(fc.constantFrom('P', 'P', 'R', 'S', 'F', 'K'), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(policies, letters, fc.nat(4), (policy, all, acknowledgedFailures) => {
      let ledger = ledgerOf(all.join(''), policy, { acknowledgedFailures, earlyEndings: { ...mixed, mixed: false } });
      const until = policyProgressOf(ledger)?.until_breach ?? null;
      // What runs fails first, then what is launched after it: as long as possible something is PENDING.
      const order = ['RUNNING', 'PENDING'].flatMap((status) =>
        ledger.statuses.flatMap((each, ordinal) => (each === status ? [ordinal] : [])),
      );
      const isBreached = ({ settings, earlyEndings }: Ledger): boolean =>
        settings.policy !== null &&
        judgeFailures(settings.policy, tallyOf(ledger), { acknowledged: acknowledgedFailures, early: earlyEndings }) !== null;
      let failures = 0;
      while (!isBreached(ledger) && order.length > 0) {
        const next = order.shift();
        failures += 1;
        ledger = {
          ...ledger,
          statuses: ledger.statuses.map((status, ordinal) => (ordinal === next ? 'FAILED' : status)),
          classes: ledger.classes.map((found, ordinal) => (ordinal === next ? 'agent' : found)),
          earlyEndings: withEnding(ledger.earlyEndings, 'FAILED', 'agent'),
        };
      }
      expect(until).toBe(isBreached(ledger) ? failures : null);
    }),
    { numRuns: 200 },
  );
});
