import { nextCommands } from '../../../../cli/render/fleet/next-commands.ts';
import { fleetId, pausedFleet, sampleFleet, sampleTarget } from '../../samples.ts';

const last = { lastFleet: fleetId };
const cancelled = (counts: Parameters<typeof sampleFleet>[1]) => sampleFleet({ status: 'CANCELLED', actions: ['retry'] }, counts);

test('a retry is offered only for targets that there are', () => {
  expect(nextCommands(cancelled({ CANCELLED: 3 }), [], {})).toEqual([
    `bgagent fleet retry ${fleetId} --only cancelled`,
    `fleet targets ${fleetId}`,
  ]);
  expect(nextCommands(cancelled({ SKIPPED: 2 }), [], last)).toEqual([
    'bgagent fleet retry @last --only skipped',
    'fleet targets',
  ]);
  expect(nextCommands(cancelled({ FAILED: 1, CANCELLED: 2 }), [sampleTarget()], last)).toEqual([
    'bgagent fleet retry @last',
    'fleet retry --only cancelled',
    'fleet logs auth',
    'fleet targets',
  ]);
});

test('a fleet in progress can be watched, unless it is being watched', () => {
  const running = sampleFleet({ actions: ['pause', 'cancel'] });
  expect(nextCommands(running, [], last)).toEqual(['bgagent fleet watch @last', 'fleet targets', 'fleet pause', 'fleet cancel']);
  expect(nextCommands(running, [], { ...last, live: true })[0]).toBe('bgagent fleet targets @last');
});

test('a fleet that waits for a person is decided first; only what is possible is offered', () => {
  expect(nextCommands(pausedFleet({ actions: ['cancel'] }), [], last)).toEqual(['bgagent fleet cancel @last']);
  const reason = { code: 'approval_required', message: 'Waits.', since: '2026-11-20T10:00:00.000Z', actor: null };
  const gated = sampleFleet({ status: 'PENDING', reason, actions: ['continue', 'cancel'] });
  expect(nextCommands(gated, [], last)[0]).toBe('bgagent fleet continue @last');
});
