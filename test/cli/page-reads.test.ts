/** What the CLI shows of the reads that a page makes too: who I am, workflows, what waits, ranges of targets, the timeline, one repository. */
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { fleetId, sampleFleet, sampleMe as me, sampleTarget, taskId } from './samples.ts';

const cli = cliForEachTest();
const printed = async (behaviour: Behaviour, ...args: string[]) => (await cli().run(behaviour, args)).stdout;
const cells = (table: string) =>
  table
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
const at = '2026-11-20T10:00:00.000Z';

test('whoami says who the caller is, and what the service offers', async () => {
  let known: object = me;
  const behaviour: Behaviour = { getMe: () => ({ data: known }) };
  expect(await printed(behaviour, 'whoami')).toBe(
    `You are ana, a user: you see and steer your own fleets.
API:       version 0.1.0
Agents:    claude (opus, haiku), codex
Shell:     commands may be run (shell/run-v1); your own verifiers may not be given
Limits:    10000 targets of a fleet, 100 of an exclusive one; any number of your tasks at once
`,
  );
  expect(JSON.parse(await printed(behaviour, 'whoami', '--json'))).toEqual({ ...me, sign_in: null });
  known = { ...me, user: 'portal', machine: true, groups: ['web', 'docs'], scopes: ['fleets:read'] };
  expect(await printed(behaviour, 'whoami')).toMatch(
    /^You are portal, a machine: .*\nGroups: {4}web, docs\nScopes: {4}fleets:read: this token allows no more\nAPI:/,
  );
  known = { ...me, machine: true, scopes: [] };
  expect(await printed(behaviour, 'whoami')).toMatch(/\nScopes: {4}none: /);
  known = { ...me, operator: true, agents: null, allow_shell: false, limits: { ...me.limits, user_task_cap: 5 } };
  expect(await printed(behaviour, 'whoami')).toMatch(
    /an operator.*\n.*\nAgents: {4}not known to the API: the workers decide\n.* may not be run .*\n.* 5 of your tasks at once\n$/,
  );
});

test('workflows say what does the work, what it needs, and whether it may be used', async () => {
  const agent = { id: 'coding/a-v1', version: '1', needs_repo: true, needs_one_of: ['task_description', 'issue_number'] };
  const data = [
    { ...agent, read_only: false, shell: false, agent: true, merges: false, available: true },
    {
      ...agent,
      id: 'b',
      needs_repo: false,
      needs_one_of: [],
      read_only: true,
      shell: true,
      agent: false,
      merges: false,
      available: false,
    },
    { ...agent, id: 'c', needs_one_of: [], read_only: false, shell: false, agent: false, merges: true, available: true },
  ];
  expect(cells(await printed({ listWorkflows: () => ({ data }) }, 'workflows'))).toEqual([
    ['WORKFLOW', 'ALLOWED', 'WORK', 'NEEDS'],
    ['coding/a-v1', 'yes', 'an agent', 'a repository, task_description or issue_number'],
    ['b', 'no', 'a command, pushes nothing', '-'],
    ['c', 'yes', 'a merge', 'a repository'],
  ]);
});

test('fleets that wait are listed with why, the longest wait first', async () => {
  const { fleet_id, title, owner, status, generation, workflow_ref, labels, created_at, finished_at } = sampleFleet();
  const known = { fleet_id, title, owner, status, generation, workflow_ref, labels, created_at, finished_at };
  const summary = { ...known, total: 3, counts: {}, known_usd: 0, unknown_cost_count: 0, waits_for_person: true };
  const reason = (message: string, ago: number) => {
    const since = new Date(Date.now() - ago * 60_000).toISOString();
    return { code: 'user', message, since };
  };
  const data = [
    { ...summary, title: 'Asks', status: 'RUNNING', reason: null, revision: null, updated_at: null },
    { ...summary, title: 'Short', status: 'PAUSED', reason: reason('Paused by ana.', 5), revision: 2, updated_at: at },
    { ...summary, title: 'Long', status: 'PAUSED', reason: reason('Too much failed.', 120), revision: 2, updated_at: at },
  ];
  expect(cells(await printed({ listFleets: () => ({ data }) }, 'fleet', 'list', '--waiting'))).toEqual([
    ['FLEET', 'STATUS', 'WAITS', 'TITLE', 'WHY'],
    [fleetId, 'PAUSED', expect.stringMatching(/^2h/) as string, 'Long', 'Too much failed.'],
    [fleetId, 'PAUSED', expect.stringMatching(/^5m/) as string, 'Short', 'Paused by ana.'],
    [fleetId, 'RUNNING', '-', 'Asks', 'Targets wait: fleet targets --waiting'],
  ]);
  expect(cli().asked('listFleets').at(-1)?.query).toMatchObject({ waiting: 'true' });
  await printed({}, 'fleet', 'list');
  expect(cli().asked('listFleets').at(-1)?.query).not.toHaveProperty('waiting');
});

test('flags ask for parts: ordinals and a text of targets, the log after a seq, the end of an output, repositories by name', async () => {
  const behaviour: Behaviour = {
    listTargets: () => ({ data: [sampleTarget()] }),
    listLog: () => ({ data: [] }),
    getTaskOutput: () => ({ text: 'end\n' }),
    listRepos: () => ({ data: [] }),
  };
  await printed(behaviour, 'fleet', 'targets', fleetId, '--ordinals', '4200-4299', '--search', 'Ledger');
  await printed(behaviour, 'fleet', 'log', fleetId, '--after', '0');
  await printed(behaviour, 'repo', 'list', '--search', 'pay');
  expect(await printed(behaviour, 'task', 'logs', taskId, '--last-bytes', '100')).toBe('end\n');
  const query = (id: Parameters<ReturnType<typeof cli>['asked']>[0]) => cli().asked(id).at(-1)?.query;
  expect([query('listTargets'), query('listLog'), query('listRepos'), query('getTaskOutput')]).toMatchObject([
    { ordinals: '4200-4299', q: 'Ledger' },
    { after_seq: '0' },
    { q: 'pay' },
    { last_bytes: '100' },
  ]);
  for (const wrong of ['0', '262145', 'x']) {
    expect((await cli().run(behaviour, ['task', 'logs', taskId, '--last-bytes', wrong])).code).toBe(2);
  }
  expect((await cli().run(behaviour, ['fleet', 'targets', fleetId, '--ordinals', '9-1'])).stderr).toContain('lower ordinal');
});

test('the timeline has a row for each attempt, of all answers that it takes', async () => {
  const row = { ordinal: 0, path: 'auth', attempt: 1, trigger: 'initial', step: null, status: 'FAILED', started_at: at };
  const attempts = [
    { ...row, finished_at: '2026-11-20T10:01:30.000Z' },
    { ...row, attempt: 2, trigger: 'retry', step: 'build', status: 'RUNNING', finished_at: null },
  ];
  const behaviour: Behaviour = {
    getTimeline: ({ query }) => {
      const isFirst = query['from'] === '0';
      return {
        data: {
          generation: 1,
          version: 2,
          attempts: attempts.slice(isFirst ? 0 : 1, isFirst ? 1 : 2),
          next_from: isFirst ? 1 : null,
        },
      };
    },
  };
  const [head, first, second] = cells(await printed(behaviour, 'fleet', 'timeline', fleetId));
  expect(head).toEqual(['TARGET', 'TRY', 'STEP', 'WHY', 'BEGAN', 'TOOK', 'STATUS']);
  expect(first).toEqual(['auth', '1', '-', 'initial', '2026-11-20 10:00:00', '1m 30s', 'FAILED']);
  expect(second).toEqual([
    'auth',
    '2',
    'build',
    'retry',
    '2026-11-20 10:00:00',
    expect.stringMatching(/ so far$/) as string,
    'RUNNING',
  ]);
  expect(JSON.parse(await printed(behaviour, 'fleet', 'timeline', fleetId, '--json'))).toEqual(attempts);
});

test('a timeline that does not come forward is not asked for again and again', async () => {
  const data = { generation: 1, version: 2, attempts: [], next_from: 0 };
  expect(await printed({ getTimeline: () => ({ data }) }, 'fleet', 'timeline', fleetId)).toBe('No attempt has begun yet.\n');
  expect(cli().asked('getTimeline')).toHaveLength(1);
});

test('one repository is shown with its settings, and with the fleet that has it', async () => {
  const repository = {
    ...{ repo: 'acme/auth', status: 'active', clone_url: null, default_branch: null, tags: { team: 'a', tier: '1' } },
    ...{ max_turns: null, max_budget_usd: 2.5, build_command: 'make\ntest', lint_command: null, onboarded_at: at },
  };
  let exclusive_fleet: object | null = null;
  const behaviour: Behaviour = { getRepo: () => ({ data: { ...repository, exclusive_fleet } }) };
  const shown = () => printed(behaviour, 'repo', 'show', 'acme/auth');
  const text = await shown();
  expect(text).toBe(`acme/auth
Status:     active
Clone URL:  https://github.com/acme/auth.git
Branch:     the remote's own default branch
Tags:       team=a tier=1
Build:      make test
Max budget: $2.50
Onboarded:  2026-11-20T10:00:00.000Z
`);
  exclusive_fleet = { fleet_id: fleetId, status: 'RUNNING', preset: 'phases', yours: true };
  const used = `In use:     by the fleet of phases ${fleetId}, which is RUNNING.`;
  expect(await shown()).toBe(`${text}${used} See it: bgagent fleet status ${fleetId}\n`);
  exclusive_fleet = { ...exclusive_fleet, preset: null, yours: false };
  expect(await shown()).toContain(`by the exclusive fleet ${fleetId}, which is RUNNING. It is somebody else's.`);
  expect((await cli().run(behaviour, ['repo', 'show', 'acme'])).code).toBe(2);
});
