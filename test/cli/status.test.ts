/** `fleet status`: what it asks of the API, and its exit code. The picture itself has tests in render/fleet/. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { fleetId, sampleFleet, sampleTarget } from './samples.ts';

const cli = cliForEachTest();

const status = async (fleet: FleetView, behaviour: Behaviour = {}, ...flags: string[]) => {
  const all = { getFleet: () => ({ data: fleet }), listTargets: () => ({ data: [sampleTarget()] }), ...behaviour };
  return await cli().run(all, ['fleet', 'status', fleetId, ...flags]);
};
const running = sampleFleet({}, { RUNNING: 2, FAILED: 1 });

test('of a small fleet the targets are read, and the link is the address of the fleet', async () => {
  const { code, stdout } = await status(running);
  expect([code, cli().asked('listTargets').length, cli().asked('listLog').length]).toEqual([0, 1, 0]);
  expect(stdout).toContain('  ✗ auth  failed 1m 4s');
  expect(stdout).toMatch(new RegExp(`^Fleet: http://127\\.0\\.0\\.1:\\d+/v1/fleets/${fleetId}$`, 'm'));
});

test('of a large fleet the newest log entries are read, and its failed targets if there are any', async () => {
  const entry = {
    seq: 9,
    at: running.created_at,
    actor: { kind: 'system' },
    action: 'launched',
    targets: ['a'],
    target_count: 1,
    ordinals: [] as [number, number][],
  };
  const listLog = () => ({ data: [{ ...entry, attempt: null, reason: 'Launched 1 target.', counts: {} }] });
  const { stdout } = await status(sampleFleet({}, { RUNNING: 21 }), { listLog });
  expect(stdout).toMatch(/Latest changes:\n .* ago {2}Launched 1 target: a\n/);
  expect(
    cli()
      .asked('listLog')
      .map(({ query }) => query['order']),
  ).toEqual(['desc']);
  expect(cli().asked('listTargets')).toEqual([]);
});

test('targets that cannot be read are missing in the picture, and that is told', async () => {
  const { code, stdout } = await status(running, { listTargets: () => ({ error: { code: 'FORBIDDEN', message: 'Not now.' } }) });
  expect([code, stdout.includes('  The targets cannot be read now: Not now.')]).toEqual([0, true]);
});

test.each<[string, FleetView, number]>([
  ['124 while the fleet goes on', running, 124],
  ['3 after it was cancelled', sampleFleet({ status: 'CANCELLED' }, { CANCELLED: 3 }), 3],
  ['0 where all succeeded', sampleFleet({ status: 'SUCCEEDED' }, { SUCCEEDED: 3 }), 0],
])('--exit-code is %s', async (_, fleet, code) => {
  expect((await status(fleet, {}, '--exit-code')).code).toBe(code);
});
