import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Behaviour, type ContractServer, startContractServer } from './contract-server.ts';
import { cliFolder, type Ended, type RunOptions } from './run-cli.ts';
import { fleetId, sampleFleet, sampleTarget, sampleTask, taskId } from './samples.ts';

let folder: ReturnType<typeof cliFolder>;
let server: ContractServer | undefined;

beforeEach(() => {
  folder = cliFolder();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  folder.remove();
});

/** Runs the binary against a server that behaves like this. */
async function against(behaviour: Behaviour, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  server ??= await startContractServer(behaviour);
  return await folder.run(args, {
    ...options,
    env: { BGAGENT_API_URL: server.url, BGAGENT_TOKEN: server.token, ...options.env },
  });
}

const asked = (operation: string) => (server?.asked ?? []).filter((one) => one.operation === operation);
const file = (name: string, content: string): string => {
  writeFileSync(join(folder.dir, name), content);
  return name;
};
const accepting: Behaviour = { submitFleet: () => ({ data: sampleFleet({ status: 'PENDING' }) }) };

describe('usage', () => {
  test('--version is one line', async () => {
    expect(await folder.run(['--version'])).toEqual({ code: 0, stdout: 'bgagent 0.1.0\n', stderr: '' });
  });

  test('an unknown command is a usage error that names the nearest one', async () => {
    const { code, stderr, stdout } = await folder.run(['fleet', 'submitt']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('bgagent: there is no command "fleet submitt": did you mean "bgagent fleet submit"?\n');
  });

  test('an unknown flag is a usage error in one line that names the nearest one', async () => {
    const { code, stderr } = await folder.run(['fleet', 'submit', '--tittle', 'x']);
    expect(code).toBe(2);
    expect(stderr).toBe('bgagent: Nonexistent flag: --tittle: did you mean --title?\n');
  });

  test('a missing argument, a wrong number and flags that exclude each other are usage errors', async () => {
    const runs = [
      ['task', 'status'],
      ['fleet', 'list', '--limit', 'x'],
      ['fleet', 'submit', '--watch', '--wait', '--repo', 'a/b'],
    ];
    for (const args of runs) {
      const { code, stderr } = await folder.run(args);
      expect([args, code]).toEqual([args, 2]);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  test('every command explains itself with examples', async () => {
    const { commands } = await import('../../cli/commands.ts');
    for (const command of Object.values(commands)) {
      expect(command.summary).toMatch(/^[A-Z].*\.$/);
      expect(command.examples.length).toBeGreaterThan(0);
    }
    const { stdout, code } = await folder.run(['fleet', 'submit', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/EXAMPLES\n {2}\$ bgagent fleet submit /);
  });
});

describe('signing in', () => {
  test('without an API the exit code is 4 and the line says what to do', async () => {
    const { code, stdout, stderr } = await folder.run(['fleet', 'list']);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^bgagent: no API is configured: .*bgagent local.*\n$/);
  });

  test('without a token, or with one that is refused, it is 4 too', async () => {
    server = await startContractServer({});
    const none = await folder.run(['fleet', 'list'], { env: { BGAGENT_API_URL: server.url } });
    const wrong = await folder.run(['fleet', 'list'], { env: { BGAGENT_API_URL: server.url, BGAGENT_TOKEN: 'wrong' } });
    expect([none.code, wrong.code]).toEqual([4, 4]);
    expect(none.stderr).toContain('not signed in');
  });

  test('configure keeps settings and, from standard input, a token that only the owner can read', async () => {
    server = await startContractServer({ listFleets: () => ({ data: [] }) });
    expect((await folder.run(['configure', '--api-url', `${server.url}/`])).code).toBe(0);
    expect((await folder.run(['configure', '--token', '-'], { input: `${server.token}\n` })).code).toBe(0);
    const kept = join(folder.dir, 'fleets-credentials.json');
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({ [server.url]: { token: server.token } });
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect((await folder.run(['fleet', 'list', '--json'])).stdout).toBe('[]\n');
  });

  test('an address that ends in /v1, with or without a slash, is the API’s', async () => {
    server = await startContractServer({ listFleets: () => ({ data: [] }) });
    const env = { BGAGENT_API_URL: `${server.url}/v1/`, BGAGENT_TOKEN: server.token };
    expect((await folder.run(['fleet', 'list', '--json'], { env })).stdout).toBe('[]\n');
    expect((await folder.run(['configure', '--api-url', `${server.url}/v1`])).code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder.dir, 'fleets.json'), 'utf8'))).toEqual({ api_url: server.url });
  });

  test('settings that nothing reads are not taken', async () => {
    const { code, stderr } = await folder.run(['configure', '--region=r', '--user-pool-id=p', '--client-id=c']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Nonexistent flags: --region=r, --user-pool-id=p, --client-id=c'),
    ]);
  });

  test('a token is not taken as an argument', async () => {
    expect((await folder.run(['configure', '--api-url', 'http://x', '--token', 'secret'])).code).toBe(2);
  });

  test('a credentials file that others could read is replaced by one that they cannot', async () => {
    file('fleets-credentials.json', '{}');
    chmodSync(join(folder.dir, 'fleets-credentials.json'), 0o644);
    await folder.run(['configure', '--api-url', 'http://x', '--token', '-'], { input: 'abc' });
    expect(statSync(join(folder.dir, 'fleets-credentials.json')).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['fleets.json', '{\n  "api_url": "http://127.0.0.1:1",\n  "apiurl": 1\n}\n', ':3: '],
    ['fleets.json', '{\n  "api_url": "http://127.0.0.1:1",\n  oops\n', ':'],
    ['fleets-credentials.json', '{\n  "http://127.0.0.1:1": {\n    "token": 7\n  }\n}\n', ':3: '],
  ])('a broken %s is named with its line', async (name, content, place) => {
    if (name !== 'fleets.json') file('fleets.json', '{"api_url":"http://127.0.0.1:1"}');
    file(name, content);
    const { code, stderr } = await folder.run(['fleet', 'list']);
    expect(code).toBe(1);
    expect(stderr.split('\n')[0]).toContain(`${join(folder.dir, name)}${place}`);
  });
});

describe('fleet submit', () => {
  test('sends what the flags say, with a key, and says what was accepted', async () => {
    file('repos.csv', 'repo,port\nacme/auth,80\nacme/users,81\nACME/auth,82\n');
    const { code, stdout, stderr } = await against(accepting, [
      'fleet',
      'submit',
      '--repos-file',
      'repos.csv',
      '--repo',
      'https://github.com/acme/pay.git',
      '--repo',
      'Acme/Auth',
      '--title',
      'T',
      '--command',
      'echo "$BGAGENT_REPO"',
      '--verify',
      'test=make test && echo a=b',
      '--param',
      'go=1.24',
      '--label',
      'team=pay',
      '--task-timeout',
      '10m',
      '--max-concurrency',
      '4',
      '--auto-retry',
      '0',
      '--unonboarded',
      'skip',
      '--branch-prefix',
      'auto/slog',
    ]);
    expect(code).toBe(0);
    expect(asked('submitFleet')[0]?.body).toEqual({
      title: 'T',
      workflow_ref: 'shell/run-v1',
      params: { go: '1.24', command: 'echo "$BGAGENT_REPO"' },
      verifiers: [{ name: 'test', command: ['sh', '-c', 'make test && echo a=b'] }],
      timeout_s: 600,
      pull_request: { branch_prefix: 'auto/slog' },
      unonboarded: 'skip',
      max_concurrency: 4,
      auto_retry: { max: 0 },
      labels: { team: 'pay' },
      targets: [{ repo: 'acme/auth', vars: { port: '80' } }, { repo: 'acme/users', vars: { port: '81' } }, 'acme/pay'],
    });
    expect(asked('submitFleet')[0]?.headers['idempotency-key']).toMatch(/^[0-9A-Z]{26}$/);
    expect(stdout).toContain(fleetId);
    expect(stdout).toContain('Next: bgagent fleet watch @last');
    expect(stderr).toBe('warning: repos.csv:4: named before, dropped\n');
  });

  test('flags win over fleet.yaml, and params and labels are merged', async () => {
    file('fleet.yaml', 'title: From file\ntask_description: Do it\nparams: {a: 1, b: 2}\nlabels: {x: y}\ntargets: [acme/auth]\n');
    await against(accepting, [
      'fleet',
      'submit',
      '-f',
      'fleet.yaml',
      '--title',
      'Flag',
      '--param',
      'b=3',
      '--repo',
      'acme/users',
      '--label',
      'l=m',
    ]);
    expect(asked('submitFleet')[0]?.body).toEqual({
      title: 'Flag',
      task_description: 'Do it',
      params: { a: 1, b: '3' },
      labels: { x: 'y', l: 'm' },
      targets: ['acme/users'],
    });
  });

  test('--json prints the data of the answer, unwrapped, and nothing else', async () => {
    const { stdout, stderr } = await against(accepting, ['fleet', 'submit', '--repo', 'acme/auth', '--task', 'x', '--json']);
    expect(JSON.parse(stdout)).toEqual(sampleFleet({ status: 'PENDING' }));
    expect(stderr).toBe('');
  });

  test('a bad line of the repos file is told with its number and nothing is submitted', async () => {
    const options = { input: 'acme/auth\nnot a repo\nacme\n' };
    const { code, stdout, stderr } = await against(accepting, ['fleet', 'submit', '--repos-file', '-', '--task', 'x'], options);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^bgagent: standard input has 2 lines .*--skip-invalid\.\n {2}standard input:2: .*\n {2}standard input:3: .*\n$/,
    );
    expect(server?.asked).toEqual([]);
    const skipping = await against(accepting, ['fleet', 'submit', '--repos-file', '-', '--task', 'x', '--skip-invalid'], options);
    expect(skipping.code).toBe(0);
    expect(asked('submitFleet')[0]?.body).toMatchObject({ targets: ['acme/auth'] });
    expect(skipping.stderr).toContain('warning: standard input:2: ');
  });

  test('all problems that the API finds are listed with their path', async () => {
    file('fleet.yaml', 'titel: x\ntargets: [acme/auth]\nmax_concurrency: 0\n');
    const { code, stderr } = await against(accepting, ['fleet', 'submit', '-f', 'fleet.yaml']);
    expect(code).toBe(1);
    expect(stderr.split('\n').length).toBeGreaterThanOrEqual(4);
    expect(stderr).toContain('\n  /max_concurrency: ');
  });

  test('that there are more problems than are listed is said last', async () => {
    const details = [
      ...Array.from({ length: 100 }, (_, at) => ({
        path: `/k${at}`,
        code: 'UNKNOWN_KEY',
        message: `k${at} is not a known key.`,
      })),
      { path: '', code: 'MORE_PROBLEMS', message: 'There are more problems than these 100.' },
    ];
    const error = { code: 'VALIDATION_ERROR' as const, message: 'The request has more than 100 problems; see details.', details };
    const refusing: Behaviour = { submitFleet: () => ({ error }) };
    const { stderr } = await against(refusing, ['fleet', 'submit', '--repo', 'acme/auth', '--task', 'x']);
    const lines = stderr.trimEnd().split('\n');
    expect([lines.length, lines[1], lines.at(-1)]).toEqual([
      102,
      '  /k0: k0 is not a known key.',
      '  There are more problems than these 100.',
    ]);
  });

  test('labels that every object has go along; __proto__ is refused with its place', async () => {
    file('fleet.yaml', 'labels: {constructor: a, toString: b}\nparams: {constructor: c}\n');
    const args = ['fleet', 'submit', '-f', 'fleet.yaml', '--repo', 'acme/auth', '--task', 'x', '--label', 'valueOf=d'];
    expect((await against(accepting, args)).code).toBe(0);
    expect(asked('submitFleet')[0]?.body).toMatchObject({
      labels: { constructor: 'a', toString: 'b', valueOf: 'd' },
      params: { constructor: 'c' },
    });
    file('fleet.yaml', 'labels: {__proto__: a}\n');
    expect((await against(accepting, args)).stderr).toContain('/labels/__proto__');
    file('fleet.yaml', '{}\n');
    expect((await against(accepting, [...args, '--label', '__proto__=x'])).stderr).toContain('/labels/__proto__');
  });

  test('a fleet.yaml that is no YAML is told with its line', async () => {
    file('fleet.yaml', 'title: x\ntargets: [acme/auth\nparams: }\n');
    const { code, stderr } = await folder.run(['fleet', 'submit', '-f', 'fleet.yaml']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^bgagent: fleet.yaml:\d+: /);
  });

  test('without repositories it is a usage error', async () => {
    expect((await folder.run(['fleet', 'submit', '--task', 'x'])).code).toBe(2);
  });

  test('an answer that asks for patience is followed by the same request with the same key', async () => {
    let tries = 0;
    const busy = { error: { code: 'SERVICE_UNAVAILABLE' as const, message: 'Come again.' } };
    const behaviour: Behaviour = { submitFleet: () => (++tries < 3 ? busy : { data: sampleFleet() }) };
    const { code } = await against(behaviour, [
      'fleet',
      'submit',
      '--repo',
      'acme/auth',
      '--task',
      'x',
      '--idempotency-key',
      'k1',
    ]);
    expect(code).toBe(0);
    expect(asked('submitFleet').map(({ headers }) => headers['idempotency-key'])).toEqual(['k1', 'k1', 'k1']);
  });

  test('an API that is not there is an error in one line that says what to do', async () => {
    const { code, stderr } = await folder.run(['fleet', 'submit', '--repo', 'a/b', '--task', 'x'], {
      env: { BGAGENT_API_URL: 'http://127.0.0.1:9', BGAGENT_TOKEN: 't' },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^bgagent: Cannot reach http:\/\/127\.0\.0\.1:9.*bgagent local.*\n$/);
  });

  test('--dry-run prints the plan and starts nothing', async () => {
    const plan = {
      targets: [{ path: 'auth', repo: 'acme/auth', wave: 1 }],
      skipped: [{ repo: 'acme/old', code: 'REPO_NOT_ONBOARDED', message: 'not onboarded' }],
      warnings: [],
      waves: [['auth']],
      launch_order: ['auth'],
      estimate: { usd: { low: null, expected: null, high: null }, basis: 'no cost is known' },
      limits: { max_concurrency: 5, timeout_s: 3_600, max_turns: null, auto_retry_max: 2, user_task_cap: 0 },
      spec_hash: 'x',
    };
    const { code, stdout } = await against({ planFleet: () => ({ data: plan }) }, [
      'fleet',
      'submit',
      '--repo',
      'acme/auth',
      '--task',
      'x',
      '--dry-run',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ORDER +TARGET +REPO +WAVE\n1 +auth +acme\/auth +1\n/);
    expect(stdout).toContain('Skipped: acme/old: not onboarded');
    expect(asked('submitFleet')).toEqual([]);
  });
});

/** A fleet that is seen in these states, one after the other, and stays in the last one. */
function seen(states: readonly ReturnType<typeof sampleFleet>[]): Behaviour {
  let at = 0;
  return {
    submitFleet: () => ({ data: sampleFleet({ status: 'PENDING' }) }),
    listTargets: () => ({ data: [sampleTarget()] }),
    getFleet: ({ headers }) => {
      const data = states[Math.min(at, states.length - 1)];
      const etag = `"${Math.min(at, states.length - 1)}"`;
      at += 1;
      return headers['if-none-match'] === etag ? { status: 304 } : { data, headers: { etag } };
    },
  };
}
const submitAnd = (...flags: string[]) => ['fleet', 'submit', '--repo', 'acme/auth', '--task', 'x', ...flags];
const running = sampleFleet({}, { PENDING: 1, RUNNING: 2 });
const ended = sampleFleet({ status: 'SUCCEEDED', actions: [] }, { SUCCEEDED: 3 });
const partial = sampleFleet({ status: 'PARTIAL', actions: [] }, { SUCCEEDED: 2, FAILED: 1 });

describe('waiting', () => {
  test('--wait tells progress on stderr, the end on stdout, and is 0 where all succeeded', async () => {
    const { code, stdout, stderr } = await against(seen([running, ended]), submitAnd('--wait'));
    expect(code).toBe(0);
    expect(stdout).toContain('3/3 done · 3 succeeded');
    expect(stderr).toContain('RUNNING  0/3 done · 2 running · 1 pending');
    expect(stdout).not.toContain('RUNNING');
  });

  test('--wait --json leaves only the data on stdout', async () => {
    const { code, stdout } = await against(seen([running, partial]), submitAnd('--wait', '--json'));
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual(partial);
  });

  test('watch prints a line for each change only, then the status with why targets failed, and is 3 after failures', async () => {
    const { code, stdout } = await against(seen([running, running, partial]), ['fleet', 'watch', fleetId]);
    expect(code).toBe(3);
    expect(stdout.match(/RUNNING {2}0\/3/g)).toHaveLength(1);
    expect(stdout).toMatch(/✗ auth +failed 1m 4s +Verifier "test" failed\./);
    expect(stdout).toContain(`fleet logs ${fleetId} auth`);
  });

  test.each([
    [
      'a paused fleet is 5',
      sampleFleet({ status: 'PAUSED', reason: { code: 'user', message: 'lunch', since: running.created_at, actor: 'ana' } }),
      [],
      5,
    ],
    ['a cancelled fleet is 3', sampleFleet({ status: 'CANCELLED' }, { CANCELLED: 3 }), [], 3],
    ['the time is up is 124', running, ['--timeout', '1s'], 124],
  ])('%s', async (_name, state, flags, expected) => {
    expect((await against(seen([state]), ['fleet', 'watch', fleetId, ...flags])).code).toBe(expected);
  });

  test('Ctrl-C detaches, says so, and cancels nothing', async () => {
    const onStart: RunOptions['onStart'] = (child) => {
      child.stdout?.once('data', () => child.kill('SIGINT'));
    };
    const { code, stderr } = await against(seen([running]), ['fleet', 'watch', fleetId], { onStart });
    expect(code).toBe(130);
    expect(stderr).toContain('Detached: the fleet goes on');
    expect(asked('cancelFleet')).toEqual([]);
  });
});

describe('naming fleets', () => {
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
    ...seen([running]),
    listFleets: ({ query }) =>
      query['next_token'] === undefined
        ? { data: [summary(fleetId)], next_token: 'n' }
        : { data: [summary(`${fleetId.slice(0, 25)}2`)] },
  };

  test('@last of a runtime on this machine stays when its port changes', async () => {
    const behaviour = { ...accepting, getFleet: () => ({ data: sampleFleet() }) };
    const known = (url: string, token: string) =>
      file('fleets-credentials.json', JSON.stringify({ [url]: { token, folder: '/srv/data' } }));
    const submitted = await startContractServer(behaviour);
    try {
      known(submitted.url, submitted.token);
      const env = { BGAGENT_API_URL: submitted.url };
      expect((await folder.run(['fleet', 'submit', '--repo', 'acme/auth', '--task', 'x'], { env })).code).toBe(0);
    } finally {
      await submitted.close();
    }
    server = await startContractServer(behaviour);
    known(server.url, server.token);
    const shown = await folder.run(['fleet', 'status', '@last', '--json'], { env: { BGAGENT_API_URL: server.url } });
    expect([shown.code, asked('getFleet').map(({ params }) => params)]).toEqual([0, [{ fleet_id: fleetId }]]);
  });

  test('@last is the last one submitted to this API, and the default', async () => {
    expect((await against(two, ['fleet', 'status'])).code).toBe(6);
    await against(two, submitAnd());
    const { code, stdout } = await against(two, ['fleet', 'status']);
    expect(code).toBe(0);
    expect(stdout).toContain('Next: bgagent fleet watch @last');
    expect(asked('getFleet').at(-1)?.params['fleet_id']).toBe(fleetId);
  });

  test('a unique beginning will do; one that fits several or none is told', async () => {
    expect((await against(two, ['fleet', 'status', fleetId.toLowerCase()])).code).toBe(0);
    const several = await against(two, ['fleet', 'status', fleetId.slice(0, 10)]);
    expect([several.code, several.stderr.includes(fleetId)]).toEqual([2, true]);
    expect((await against(two, ['fleet', 'status', '09'])).code).toBe(6);
    expect((await against({}, ['fleet', 'status', 'ILO!'])).code).toBe(2);
  });

  test('a fleet that is not there is 6', async () => {
    const none: Behaviour = { getFleet: () => ({ error: { code: 'FLEET_NOT_FOUND', message: 'There is no such fleet.' } }) };
    const { code, stderr } = await against(none, ['fleet', 'status', fleetId]);
    expect([code, stderr]).toEqual([6, 'bgagent: There is no such fleet.\n']);
  });
});

describe('rows', () => {
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
  const list = (...flags: string[]) => against(targets, ['fleet', 'targets', fleetId, ...flags]);

  test('a table has the columns of the contract and every page', async () => {
    const { stdout } = await list('--status', 'failed,succeeded');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]?.split(/ {2,}/)).toEqual(['TARGET', 'STATUS', 'TRY', 'PR', 'COST', 'AGE', 'REASON']);
    expect(lines).toHaveLength(3);
    expect(asked('listTargets')[0]?.query['status']).toBe('FAILED,SUCCEEDED');
  });

  test('wide has more, csv is CSV, name feeds --repos-file, json is the data', async () => {
    expect((await list('--output', 'wide')).stdout.split('\n')[0]).toMatch(/REPO +TASK +BRANCH +CLASS$/);
    expect((await list('--output', 'csv')).stdout).toContain('auth,FAILED,1,');
    expect((await list('--output', 'csv')).stdout).toContain('"Verifier ""test"" failed."');
    expect((await list('--output', 'name')).stdout).toBe('acme/auth\nacme/users\n');
    expect(JSON.parse((await list('--json')).stdout)).toHaveLength(2);
  });

  test('no colour reaches a pipe', async () => {
    const { stdout } = await list();
    expect(stdout).not.toContain('\u001B');
  });
});

describe('other commands', () => {
  test('cancel asks first: with nobody to ask it wants --yes, and then sends the reason', async () => {
    const behaviour: Behaviour = { cancelFleet: () => ({ data: sampleFleet({ status: 'CANCELLING' }) }) };
    expect((await against(behaviour, ['fleet', 'cancel', fleetId])).code).toBe(2);
    const { code, stdout } = await against(behaviour, ['fleet', 'cancel', fleetId, '--yes', '--reason', 'wrong']);
    expect([code, stdout.includes('CANCELLING')]).toEqual([0, true]);
    expect(asked('cancelFleet').map(({ body }) => body)).toEqual([{ reason: 'wrong' }]);
  });

  test('logs of a target by its path or its repository are the output of its last task', async () => {
    const behaviour: Behaviour = {
      getTarget: ({ params }) =>
        params['path'] === 'auth'
          ? { data: sampleTarget() }
          : { error: { code: 'TARGET_NOT_FOUND', message: 'There is no such target.' } },
      listTargets: ({ query }) => ({ data: query['repo'] === 'acme/auth' ? [sampleTarget()] : [] }),
      getTaskOutput: () => ({ text: 'line 1\nline 2\n' }),
    };
    for (const target of ['auth', 'acme/auth']) {
      expect((await against(behaviour, ['fleet', 'logs', fleetId, target])).stdout).toBe('line 1\nline 2\n');
    }
    expect(asked('getTaskOutput').map(({ params }) => params['task_id'])).toEqual([taskId, taskId]);
    expect((await against(behaviour, ['fleet', 'logs', fleetId, 'nothing'])).code).toBe(6);
  });

  test('results of several pages are one file with one header', async () => {
    const behaviour: Behaviour = {
      getResults: ({ query }) =>
        query['next_token'] === undefined
          ? { text: 'path,status\na,FAILED\n', headers: { 'x-next-token': 'n' } }
          : { text: 'b,LOST\n' },
    };
    expect((await against(behaviour, ['fleet', 'results', fleetId, '--format', 'csv'])).stdout).toBe(
      'path,status\na,FAILED\nb,LOST\n',
    );
  });

  test('task and repository commands call their operations', async () => {
    const repository = {
      repo: 'acme/auth',
      status: 'active',
      clone_url: '/srv/auth.git',
      default_branch: null,
      tags: { team: 'a' },
      max_turns: null,
      max_budget_usd: null,
      build_command: null,
      lint_command: null,
      onboarded_at: running.created_at,
    };
    const behaviour: Behaviour = {
      createTask: () => ({ data: sampleTask() }),
      getTask: () => ({ data: sampleTask() }),
      listTasks: () => ({ data: [sampleTask()] }),
      cancelTask: () => ({ error: { code: 'TASK_ALREADY_TERMINAL', message: 'The task has ended.' } }),
      listTaskEvents: () => ({
        data: [{ event_id: '1', event_type: 'task_created', timestamp: running.created_at, metadata: { by: 'ana' } }],
      }),
      getTaskOutput: () => ({ text: 'out\n' }),
      editRepo: ({ params: { name } }) =>
        name === 'auth'
          ? { error: { code: 'REPO_NOT_FOUND', message: 'There is no repository.' } }
          : { data: { ...repository, repo: 'acme/known' } },
      putRepo: () => ({ data: repository }),
      listRepos: () => ({ data: [repository] }),
      removeRepo: () => ({ data: { ...repository, status: 'removed' } }),
    };
    const submit = await against(behaviour, [
      'task',
      'submit',
      '--repo',
      'acme/auth',
      '--command',
      'true',
      '--task-timeout',
      '90',
    ]);
    expect(submit.stdout).toContain(taskId);
    expect(asked('createTask')[0]?.body).toEqual({
      repo: 'acme/auth',
      workflow_ref: 'shell/run-v1',
      params: { command: 'true' },
      timeout_s: 90,
    });
    expect((await against(behaviour, ['task', 'status', taskId.slice(0, 12)])).stdout).toContain('acme/auth');
    expect((await against(behaviour, ['task', 'list', '--output', 'name'])).stdout).toBe(`${taskId}\n`);
    expect((await against(behaviour, ['task', 'cancel', taskId, '-y'])).code).toBe(1);
    expect((await against(behaviour, ['task', 'events', taskId])).stdout).toContain('task_created');
    expect((await against(behaviour, ['task', 'logs', taskId])).stdout).toBe('out\n');
    await against(behaviour, [
      'repo',
      'onboard',
      'acme/auth',
      '--clone-url',
      '/srv/auth.git',
      '--tag',
      'team=a',
      '--build-command',
      'make',
    ]);
    expect(asked('putRepo')[0]).toMatchObject({
      params: { owner: 'acme', name: 'auth' },
      body: { clone_url: '/srv/auth.git', tags: { team: 'a' }, build_command: 'make' },
    });
    await against(behaviour, ['repo', 'onboard', 'acme/known', '--tag', 'tier=1']);
    expect(asked('putRepo')).toHaveLength(1);
    expect(asked('editRepo').at(-1)?.body).toEqual({ tags: { tier: '1' } });
    const edit = ['repo', 'edit', 'acme/known'];
    await against(behaviour, [...edit, '--build-command', 'make', '--unset', 'tag=team', '--tag', 'a=b', '--unset', 'clone-url']);
    expect(asked('editRepo').at(-1)?.body).toEqual({ build_command: 'make', tags: { a: 'b', team: null }, clone_url: null });
    expect((await against(behaviour, [...edit, '--unset', 'build-command', '--build-command', 'make'])).code).toBe(2);
    expect((await against(behaviour, ['repo', 'list', '--tag', 'team=a', '--output', 'name'])).stdout).toBe('acme/auth\n');
    expect((await against(behaviour, ['repo', 'remove', 'acme/auth'])).code).toBe(0);
    expect((await against(behaviour, ['repo', 'remove', 'acme'])).code).toBe(2);
  });

  test('--debug shows the request id and the exchange, and no token', async () => {
    const { stdout, stderr } = await against({ listFleets: () => ({ data: [] }) }, ['fleet', 'list', '--json', '--debug']);
    expect(stdout).toBe('[]\n');
    expect(stderr).toContain('< 200 (request req-1)');
    expect(stderr).not.toContain(server?.token ?? '');
  });

  test('--debug shows no login of an address', async () => {
    const url = 'https://token-of-acme@git.acme.example/auth.git';
    const { stderr } = await against({}, ['repo', 'onboard', 'acme/auth', '--clone-url', url, '--debug']);
    expect(stderr).toContain('https://***@git.acme.example/auth.git');
    expect(stderr).not.toContain('token-of-acme');
  });
});

describe('doctor', () => {
  test('names what is broken and how to mend it, and is 1', async () => {
    file(
      'worker.yaml',
      'agents:\n  a:\n    command: [no-such-program-here]\nforges:\n  - host: github.com\n    token_env: NO_SUCH_TOKEN\n',
    );
    const { code, stdout } = await folder.run(['doctor', '--json'], { env: { BGAGENT_API_URL: 'http://127.0.0.1:9' } });
    expect(code).toBe(1);
    const findings = JSON.parse(stdout) as { check: string; state: string; mend: string }[];
    const broken = findings.filter(({ state }) => state === 'broken');
    expect(broken.map(({ check }) => check)).toEqual(['api', 'agent a', 'forge github.com']);
    expect(broken.every(({ mend }) => mend !== '')).toBe(true);
  });

  test('is 0 where all is well, and names the line of a broken file', async () => {
    const well = await against(
      { getHealth: () => ({ data: { status: 'ok', version: '0.1.0' } }), listFleets: () => ({ data: [] }) },
      ['doctor'],
    );
    expect([well.code, well.stdout.includes('✗')]).toEqual([0, false]);
    file('worker.yaml', 'agents: {}\nconcurrency: many\n');
    const { code, stdout } = await folder.run(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toContain('worker.yaml:2: concurrency: ');
  });
});
