/** How a fleet or task is named on the command line. */
import { cliForEachTest } from './cli-against-server.ts';
import { accepting, fleetSeenAs, submitAnd } from './behaviours.ts';
import { type Behaviour, startContractServer } from './contract-server.ts';
import { fleetId, sampleFleet } from './samples.ts';

const cli = cliForEachTest();

const running = sampleFleet({}, { PENDING: 1, RUNNING: 2 });
const summary = (fleet_id: string) => ({
  fleet_id,
  title: 'T',
  owner: 'ana',
  status: 'RUNNING',
  reason: null,
  generation: 1,
  workflow_ref: 'shell/run-v1',
  labels: {},
  created_at: running.created_at,
  finished_at: null,
  total: 3,
  counts: {},
  known_usd: 0,
  unknown_cost_count: 0,
});
const two: Behaviour = {
  ...fleetSeenAs([running]),
  listFleets: ({ query }) =>
    query['next_token'] === undefined
      ? { data: [summary(fleetId)], next_token: 'n' }
      : { data: [summary(`${fleetId.slice(0, 25)}2`)] },
};

test('@last of a runtime on this machine stays when its port changes', async () => {
  const behaviour = { ...accepting, getFleet: () => ({ data: sampleFleet() }) };
  const known = (url: string, token: string) =>
    cli().file('fleets-credentials.json', JSON.stringify({ [url]: { token, folder: '/srv/data' } }));
  const submitted = await startContractServer(behaviour);
  try {
    known(submitted.url, submitted.token);
    const env = { BGAGENT_API_URL: submitted.url };
    expect((await cli().runAlone(['fleet', 'submit', '--repo', 'acme/auth', '--task', 'x'], { env })).code).toBe(0);
  } finally {
    await submitted.close();
  }
  const server = await cli().start(behaviour);
  known(server.url, server.token);
  const shown = await cli().runAlone(['fleet', 'status', '@last', '--json'], { env: { BGAGENT_API_URL: server.url } });
  expect([
    shown.code,
    cli()
      .asked('getFleet')
      .map(({ params }) => params),
  ]).toEqual([0, [{ fleet_id: fleetId }]]);
});

test('no argument is taken from standard input, which a script may mean for its next command', async () => {
  await cli().run(two, submitAnd());
  const { code } = await cli().run(two, ['fleet', 'status', '--json'], { input: 'acme/users\n' });
  expect([code, cli().asked('getFleet').at(-1)?.params['fleet_id']]).toEqual([0, fleetId]);
});

test('@last is the last one submitted to this API, and the default', async () => {
  expect((await cli().run(two, ['fleet', 'status'])).code).toBe(6);
  await cli().run(two, submitAnd());
  const { code, stdout } = await cli().run(two, ['fleet', 'status']);
  expect(code).toBe(0);
  expect(stdout).toContain('Next: bgagent fleet watch @last');
  expect(cli().asked('getFleet').at(-1)?.params['fleet_id']).toBe(fleetId);
});

test('a unique beginning will do; one that fits several or none is told', async () => {
  expect((await cli().run(two, ['fleet', 'status', fleetId.toLowerCase()])).code).toBe(0);
  const several = await cli().run(two, ['fleet', 'status', fleetId.slice(0, 10)]);
  expect([several.code, several.stderr.includes(fleetId)]).toEqual([2, true]);
  expect((await cli().run(two, ['fleet', 'status', '09'])).code).toBe(6);
  expect((await cli().run({}, ['fleet', 'status', 'ILO!'])).code).toBe(2);
});

test('a fleet that is not there is 6', async () => {
  const none: Behaviour = { getFleet: () => ({ error: { code: 'FLEET_NOT_FOUND', message: 'There is no such fleet.' } }) };
  const { code, stderr } = await cli().run(none, ['fleet', 'status', fleetId]);
  expect([code, stderr]).toEqual([6, 'bgagent: There is no such fleet.\n']);
});
