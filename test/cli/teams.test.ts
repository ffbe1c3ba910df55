/** Teams on the command line: `--team` of submit and plan, what is shown of the teams of a fleet, and the list of a team. */
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import type { Behaviour } from './contract-server.ts';
import { cliForEachTest } from './cli-against-server.ts';
import { fleetId, sampleFleet, samplePlan } from './samples.ts';

const cli = cliForEachTest();

const warning = { path: '/teams', code: 'NOT_IN_TEAM', message: 'Your token does not have you in the team payments.' };
const teams = ['payments', 'Platform Team'];
const summary: FleetSummary = {
  ...{ fleet_id: fleetId, title: 'Migrate to slog', owner: 'ana', teams, status: 'RUNNING', reason: null, generation: 1 },
  ...{ workflow_ref: 'coding/new-task-v1', labels: {}, created_at: '2026-11-20T10:00:00.000Z', finished_at: null, total: 2 },
  ...{ counts: { RUNNING: 2 }, known_usd: 0, unknown_cost_count: 0, waits_for_person: false, revision: 1, updated_at: null },
};
const behaviour: Behaviour = {
  submitFleet: () => ({ data: { ...sampleFleet({ teams }), warnings: [warning] } }),
  planFleet: () => ({ data: { ...samplePlan, warnings: [warning] } }),
  getFleet: ({ params }) => ({ data: sampleFleet(params['fleet_id'] === fleetId ? { teams } : {}) }),
  listTargets: () => ({ data: [] }),
  listLog: () => ({ data: [] }),
  listFleets: ({ query }) =>
    query['team'] === 'core'
      ? { error: { code: 'FORBIDDEN', message: 'Only members of core and operators may list its fleets.' } }
      : { data: query['team'] === 'payments' ? [summary] : [] },
};
const run = (...args: string[]) => cli().run(behaviour, args);
const work = ['--repo', 'acme/auth', '--task', 'Do it.'];

test('--team is sent by submit and plan, in place of the teams of fleet.yaml', async () => {
  const file = cli().file('fleet.yaml', 'targets: [acme/auth]\ntask_description: Do it.\nteams: [core]\n');
  await run('fleet', 'submit', ...work, '--team', 'payments', '--team', 'Platform Team');
  await run('fleet', 'submit', '-f', file);
  await run('fleet', 'submit', '-f', file, '--team', 'payments');
  await run('fleet', 'plan', '-f', file, '--team', 'payments');
  await run('fleet', 'submit', ...work);
  const sent = [...cli().asked('submitFleet'), ...cli().asked('planFleet')].map(
    ({ body }) => (body as { teams?: unknown }).teams,
  );
  expect(sent).toEqual([teams, ['core'], ['payments'], undefined, ['payments']]);
});

test('what is accepted names the teams, and warns; so does a plan', async () => {
  const accepted = await run('fleet', 'submit', ...work, '--team', 'payments');
  expect(accepted.stdout).toContain('Teams: payments, Platform Team (owner: ana)\n');
  expect(accepted.stdout).toContain(`Warning: ${warning.message}\n`);
  expect((await run('fleet', 'plan', ...work, '--team', 'payments')).stdout).toContain(`Warning: /teams: ${warning.message}\n`);
});

test('the status of a fleet names its teams, and says nothing of them where there are none', async () => {
  expect((await run('fleet', 'status', fleetId)).stdout).toContain('Teams: payments, Platform Team (owner: ana)\n');
  const other = fleetId.replace(/1$/, '2');
  expect((await run('fleet', 'status', other)).stdout).not.toContain('Teams');
});

test('the list of a team has owners, and the API says who may see it', async () => {
  const cells = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/).map((cell) => cell.trim()));
  const { stdout } = await run('fleet', 'list', '--team', 'payments', '--status', 'running');
  expect(cells(stdout)[0]).toEqual(['FLEET', 'STATUS', 'DONE', 'FAILED', 'AGE', 'TITLE', 'OWNER']);
  expect(cells(stdout)[1]?.slice(-2)).toEqual(['Migrate to slog', 'ana']);
  expect(cli().asked('listFleets')[0]?.query).toMatchObject({ team: 'payments', status: 'RUNNING' });
  expect((await run('fleet', 'list', '--team', 'payments', '--output', 'csv')).stdout).toContain('"payments,Platform Team"');
  expect((await run('fleet', 'list', '--team', 'nobody')).stdout).toContain('No fleet of this team fits');
  const refused = await run('fleet', 'list', '--team', 'core');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Only members of core')]);
});
