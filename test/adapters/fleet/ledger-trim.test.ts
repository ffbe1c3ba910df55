/** A ledger that would be too large for its item loses detail when it is written, and says so. */
import { itemBytes } from '../../../adapters/dynamo/item-bytes.ts';
import { fromLedgerItem, toLedgerItem } from '../../../adapters/fleet/ledger-item.ts';
import type { FleetTable } from '../../../adapters/fleet/fleet-table.ts';
import { countStatuses } from '../../../core/fleet.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import type { LogEntry } from '../../../core/ledger/log-entry.ts';
import { fleetOf } from '../../core/fleet-world.ts';
import { lostOnlyDetail } from '../../simulation/log-detail.ts';
import { noise } from '../../simulation/harsh-fleet.ts';
import { Random } from '../../simulation/random.ts';
import { frozenWith } from './frozen-with.ts';

const random = new Random(3);
const ranges = Array.from({ length: 4_000 }, (_, n): [number, number] => [
  n * 2 + random.whole(0, 1),
  n * 2 + random.whole(0, 1),
]);
const counts = countStatuses(['PENDING']);

/** Entries as code of before the bounds owed them. */
const owing = (count: number, more: Partial<LogEntry>): Ledger => ({
  ...fleetOf(10),
  owedLog: Array.from({ length: count }, (_, n) => ({
    ...{ seq: n + 1, at: 1, actor: { kind: 'system' }, action: 'launched', reason: `Launched ${String(n)}.`, counts },
    ...more,
  })),
});

const told: (readonly [string, number])[] = [];
// Only what the conversion reads of a table.
const table = { keepS: 60, onTrimmed: (...trimmed: [string, number]) => told.push(trimmed) } as unknown as FleetTable;
const frozen = frozenWith([{ path: 'default', from: 0, to: 10 }]);

beforeEach(() => {
  told.length = 0;
});

test('one that fits is written whole', async () => {
  const ledger = owing(3, { targets: ranges });
  expect(await fromLedgerItem(toLedgerItem(table, ledger), frozen)).toEqual(ledger);
  expect(told).toEqual([]);
});

test.each([
  ['targets', owing(60, { targets: ranges })],
  ['targets, then texts', owing(200, { targets: ranges, reason: noise(1_000) + noise(9_000) })],
])('one that does not loses %s; its state is whole', async (_, ledger) => {
  const varied = { ...ledger, owedLog: ledger.owedLog.map((entry) => ({ ...entry, reason: entry.reason + noise(3_000) })) };
  const large = ledger.owedLog.length > 100 ? varied : ledger;
  const item = toLedgerItem(table, large);
  expect(itemBytes(item)).toBeLessThanOrEqual(300_000);
  expect(told).toEqual([[ledger.fleetId, expect.any(Number)]]);
  expect(told[0]?.[1]).toBeGreaterThan(300_000);
  const { owedLog, ...state } = await fromLedgerItem(item, frozen);
  const { owedLog: before, ...same } = large;
  expect(state).toEqual(same);
  expect(owedLog.map((entry, index) => lostOnlyDetail(before[index] ?? entry, entry))).toEqual(before.map(() => true));
  expect(owedLog.every(({ unlisted = 0 }) => unlisted > 0)).toBe(true);
});
