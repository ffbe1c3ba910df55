/** `fleet targets`, as every list of rows. */
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { fleetId, sampleTarget } from './samples.ts';

const cli = cliForEachTest();

const targets: Behaviour = {
  listTargets: ({ query }) =>
    query['next_token'] === undefined
      ? { data: [sampleTarget()], next_token: 'n' }
      : {
          data: [
            sampleTarget({
              path: 'users',
              repo: 'acme/users',
              ordinal: 1,
              failure: null,
              status: 'SUCCEEDED',
              pr_url: 'https://github.com/acme/users/pull/1',
            }),
          ],
        },
};
const list = (...flags: string[]) => cli().run(targets, ['fleet', 'targets', fleetId, ...flags]);

test('a table has the columns of the contract and every page', async () => {
  const { stdout } = await list('--status', 'failed,succeeded');
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]?.split(/ {2,}/)).toEqual(['TARGET', 'STATUS', 'TRY', 'PR', 'COST', 'AGE', 'REASON']);
  expect(lines).toHaveLength(3);
  expect(cli().asked('listTargets')[0]?.query['status']).toBe('FAILED,SUCCEEDED');
});

test('a target that waits for a forge says so as its reason', async () => {
  const until = new Date(Date.now() + 3_600_000 + 305_000).toISOString();
  const waiting = sampleTarget({ status: 'QUEUED', failure: null, waits_for: { host: 'github.com', until } });
  const { stdout } = await cli().run({ listTargets: () => ({ data: [waiting] }) }, ['fleet', 'targets', fleetId]);
  expect(stdout).toMatch(/QUEUED .* Waits for github\.com, about 1h 5m$/m);
});

test('a target that asks shows the first line of its question as its reason', async () => {
  const waiting = { for: 'question', since: '2026-11-20T10:00:00.000Z', question: 'Which Go version?\n\n1.24 or 1.25' } as const;
  const asking = sampleTarget({ status: 'PENDING', failure: null, waiting });
  const { stdout } = await cli().run({ listTargets: () => ({ data: [asking] }) }, ['fleet', 'targets', fleetId, '--waiting']);
  expect(stdout).toMatch(/PENDING .* Asks: Which Go version\?$/m);
  expect(cli().asked('listTargets')[0]?.query['waiting']).toBe('true');
});

test('wide has more, csv is CSV, name feeds --repos-file, json is the data', async () => {
  expect((await list('--output', 'wide')).stdout.split('\n')[0]).toMatch(/REPO +TASK +BRANCH +CLASS +AGENT$/);
  expect((await list('--output', 'csv')).stdout).toContain('auth,FAILED,1,');
  expect((await list('--output', 'csv')).stdout).toContain('"Verifier ""test"" failed."');
  expect((await list('--output', 'name')).stdout).toBe('acme/auth\nacme/users\n');
  expect(JSON.parse((await list('--json')).stdout)).toHaveLength(2);
});

test('no colour reaches a pipe', async () => {
  const { stdout } = await list();
  expect(stdout).not.toContain('\u001B');
});
