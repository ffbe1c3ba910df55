import { nextCommands } from '../../../../cli/render/fleet/next-commands.ts';
import { fleetId, pausedFleet, sampleFleet, sampleTarget } from '../../samples.ts';

const none = { failed: [] };
const last = { lastFleet: fleetId };
const cancelled = (counts: Parameters<typeof sampleFleet>[1]) => sampleFleet({ status: 'CANCELLED', actions: ['retry'] }, counts);

test('a retry is offered only for targets that there are', () => {
  expect(nextCommands(cancelled({ CANCELLED: 3 }), none, {})).toEqual([
    `bgagent fleet retry ${fleetId} --only cancelled`,
    `fleet targets ${fleetId}`,
  ]);
  expect(nextCommands(cancelled({ SKIPPED: 2 }), none, last)).toEqual([
    'bgagent fleet retry @last --only skipped',
    'fleet targets',
  ]);
  expect(nextCommands(cancelled({ FAILED: 1, CANCELLED: 2 }), { failed: [sampleTarget()] }, last)).toEqual([
    'bgagent fleet retry @last',
    'fleet retry --only cancelled',
    'fleet logs auth',
    'fleet targets',
  ]);
});

test('several failures are looked at together first', () => {
  const failed = sampleFleet({ status: 'FAILED', actions: ['retry'] }, { FAILED: 1, LOST: 1 });
  expect(nextCommands(failed, { failed: [sampleTarget()] }, last)).toEqual([
    'bgagent fleet retry @last',
    'fleet failures',
    'fleet logs auth',
    'fleet targets',
  ]);
});

test('a fleet in progress can be watched, unless it is being watched', () => {
  const running = sampleFleet({ actions: ['pause', 'cancel'] });
  expect(nextCommands(running, none, last)).toEqual([
    'bgagent fleet watch @last',
    'fleet targets',
    'fleet pause',
    'fleet cancel',
  ]);
  expect(nextCommands(running, none, { ...last, live: true })[0]).toBe('bgagent fleet targets @last');
});

test('a fleet that waits for a person is decided first; only what is possible is offered', () => {
  expect(nextCommands(pausedFleet({ actions: ['cancel'] }), none, last)).toEqual(['bgagent fleet cancel @last']);
  const reason = { code: 'approval_required', message: 'Waits.', since: '2026-11-20T10:00:00.000Z', actor: null };
  const gated = sampleFleet({ status: 'PENDING', reason, actions: ['continue', 'cancel'] });
  expect(nextCommands(gated, none, last)[0]).toBe('bgagent fleet continue @last');
});

test('what was changed is looked at before it is decided on; a review is not passed by a continue', () => {
  const since = '2026-11-20T10:00:00.000Z';
  const reason = { code: 'review', message: '', since, actor: null };
  const actions = ['continue', 'cancel', 'approve', 'reject', 'steer'] as const;
  const asking = [sampleTarget({ path: 'mail', waiting: { for: 'review', since, question: null } })];
  const paused = pausedFleet({ reason, actions: [...actions], reviews: 2 });
  expect(nextCommands(paused, { ...none, asking }, last)).toEqual([
    'bgagent fleet diff @last --groups',
    'fleet approve --change-group 1',
    'fleet steer --target mail "TEXT"',
    'fleet reject --target mail --reason "TEXT"',
    'fleet continue --skip-remaining',
    'fleet cancel',
  ]);
  const running = sampleFleet({ actions: ['approve', 'reject'], reviews: 30 });
  expect(nextCommands(running, none, last)).toEqual([
    'bgagent fleet watch @last',
    'fleet diff --groups',
    'fleet approve --change-group 1',
    'fleet reject --target PATH --reason "TEXT"',
    'fleet targets',
  ]);
});

test('a question is answered, a budget raised and a key mended before the fleet is continued', () => {
  const since = '2026-11-20T10:00:00.000Z';
  const paused = (code: string, change: Parameters<typeof pausedFleet>[0] = {}) =>
    pausedFleet({
      reason: { code, message: '', since, actor: null },
      actions: ['continue', 'answer', 'edit', 'cancel'],
      ...change,
    });
  const asking = ['auth', 'mail'].map((path) => sampleTarget({ path, waiting: { for: 'question', since, question: 'Which?' } }));
  expect(nextCommands(paused('question'), { ...none, asking }, last).slice(0, 3)).toEqual([
    'bgagent fleet answer @last --target auth "TEXT"',
    'fleet targets --waiting',
    'fleet continue --skip-remaining',
  ]);
  expect(nextCommands(paused('auth'), none, last).slice(0, 2)).toEqual(['bgagent doctor', 'fleet continue']);
  // $14.20 are known, one attempt has an unknown cost, and 8 targets are left: they need $59.20.
  const budget = { fleet_usd: 20, target_usd: 5, heal_usd: 2 };
  expect(nextCommands(paused('budget', { budget }), none, last).slice(0, 2)).toEqual([
    'bgagent fleet edit @last --budget 60',
    'fleet continue',
  ]);
  // The limit of its owner for the day, which no edit raises.
  for (const without of [null, { ...budget, fleet_usd: 60 }, { ...budget, fleet_usd: null }]) {
    expect(nextCommands(paused('budget', { budget: without }), none, last)[0]).toBe('bgagent fleet continue @last');
  }
  const running = sampleFleet({ actions: ['answer', 'cancel'] });
  expect(nextCommands(running, { ...none, asking: asking.slice(1) }, last)[0]).toBe(
    'bgagent fleet answer @last --target mail "TEXT"',
  );
});
