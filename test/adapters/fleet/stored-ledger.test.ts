/**
 * A ledger in a table outlives the version that wrote it, and two versions may use one table during an update. Therefore each key of
 * the example beside this file keeps its name, place and value; a new setting may only add a key, with a default for older ledgers.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromLedgerItem, toLedgerItem } from '../../../adapters/fleet/ledger-item.ts';
import { packJson } from '../../../adapters/fleet/packed-json.ts';
import { encodeLedger } from '../../../core/ledger/ledger-record.ts';
import { defaultPolicy } from '../../../core/failure-policy.ts';

type Stored = Readonly<Record<string, unknown>>;

// Read, not imported: an import would give it a type that JSON in a table does not have.
const stored = JSON.parse(readFileSync(join(import.meta.dirname, 'stored-ledger.json'), 'utf8')) as Stored;
const read = (ledger: Stored) => fromLedgerItem({ version: 7, ledger: packJson(ledger) });
const written = (ledger: Stored): unknown => JSON.parse(JSON.stringify(encodeLedger(read(ledger))));

test('a stored ledger is read: its settings, and its state', () => {
  expect(read(stored)).toMatchObject({
    settings: {
      title: 'Migrate to slog',
      labels: { team: 'payments' },
      timeoutS: 5_400,
      maxConcurrency: 5,
      maxConcurrentGroups: 2,
      launchesPerMinute: 30,
      ramp: { start: 2, factor: 2 },
      canary: 2,
      policy: { ...defaultPolicy, thresholdPercent: 50, excludeClasses: ['auth'] },
      autoRetryMax: 1,
      notifyTargets: true,
      webhooks: ['https://hooks.example.com/fleets'],
    },
    canaryPassed: true,
    statuses: ['SUCCEEDED', 'FAILED', 'QUEUED', 'PENDING', 'PENDING', 'PENDING'],
    slots: new Map([[2, { since: 1_790_000_024_000 }]]),
  });
});

test('a ledger is stored as before: no key has another name, place or value', () => {
  expect(written(stored)).toMatchObject(stored);
});

test('a ledger that is older than most settings is read, and nothing of it gets lost', () => {
  const later = /^(maxConcurrentGroups|launchesPerMinute|ramp|canary|policy|notifyTargets|webhooks)$/;
  const old = Object.fromEntries(Object.entries(stored).filter(([key]) => !later.test(key)));
  expect(read(old)).toMatchObject({
    settings: { maxConcurrency: 5, launchesPerMinute: null, ramp: null, canary: null, policy: null, notifyTargets: false },
    canaryPassed: false,
  });
  expect(written(old)).toMatchObject({ ...old, canary: null, webhooks: [] });
});

test('title and labels are attributes of the item too, for the lists of fleets', () => {
  // Only the time to live needs the table, and this fleet has not ended.
  const item = toLedgerItem({ keepS: 60 } as Parameters<typeof toLedgerItem>[0], read(stored));
  expect(item).toMatchObject({ title: 'Migrate to slog', labels: { team: 'payments' }, version: 7 });
  expect(fromLedgerItem(item)).toEqual(read(stored));
});
