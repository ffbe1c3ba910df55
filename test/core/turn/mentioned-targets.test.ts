import type { Actor, ReasonCode } from '../../../core/fleet.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import type { LogAction } from '../../../core/ledger/log-entry.ts';
import { withPaths } from '../../../core/turn/mentioned-targets.ts';
import { fleetOf } from '../fleet-world.ts';

const text = 'Failed: #1, #12 and #2.';
const policy: Actor = { kind: 'policy' };

/** A ledger that says the text everywhere, for this reason and action. */
function saying(code: ReasonCode, action: LogAction): Ledger {
  const ledger = fleetOf(1);
  const shown = { code, message: text, since: '2026-11-21T10:00:00.000Z', actor: 'policy' };
  return {
    ...ledger,
    reason: { code, message: text, since: 1_000, actor: policy },
    owedLog: ledger.owedLog.map((entry) => ({ ...entry, action, reason: text })),
    owedEvents: [
      { type: 'Fleet Breached', detail: { version: '1', event_id: 'e', reason: shown, title: text } },
      { type: 'Fleet Started', detail: { event_id: 's', reason: null } },
    ],
  };
}

const texts = ({ reason, owedLog, owedEvents }: Ledger): unknown[] => [
  reason?.message,
  owedLog[0]?.reason,
  owedEvents[0]?.detail.reason?.message,
];

test('paths come in wherever the policy says it, and a target without a path keeps its ordinal', () => {
  const before = saying('threshold', 'breached');
  const after = withPaths(
    before,
    new Map([
      [1, 'a'],
      [12, 'b/c'],
    ]),
  );
  expect(texts(after)).toEqual(Array(3).fill('Failed: a, b/c and #2.'));
  expect(after.owedEvents[0]?.detail['title']).toBe(text);
  expect(Object.keys(after.owedEvents[0]?.detail ?? {})).toEqual(['version', 'event_id', 'reason', 'title']);
  expect(after.owedEvents[1]).toBe(before.owedEvents[1]);
  expect(texts(before)).toEqual(Array(3).fill(text));
});

test('of a long path the end is shown, and a mention that was cut stays as it is', () => {
  const before = saying('threshold', 'breached');
  const path = `${'g'.repeat(64)}/${'h'.repeat(64)}/api`;
  const [reason] = texts(withPaths(before, new Map([[12, path]])));
  expect(reason).toBe(`Failed: #1, …${path.slice(-99)} and #2.`);
  const cut = { ...before, owedLog: before.owedLog.map((entry) => ({ ...entry, reason: 'Failed: #12, #1…' })) };
  const paths = new Map([
    [1, 'a'],
    [12, 'b'],
  ]);
  expect(texts(withPaths(cut, paths))[1]).toBe('Failed: b, #1…');
});

test('words of a person are left as they are, and so is a fleet without a reason', () => {
  const paths = new Map([[1, 'a']]);
  expect(texts(withPaths(saying('user', 'paused'), paths))).toEqual(Array(3).fill(text));
  expect(withPaths(fleetOf(1), paths)).toEqual(fleetOf(1));
});
