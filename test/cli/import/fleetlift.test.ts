/** Task files of Fleetlift: the example of the format, unchanged, and every other key that the format has. */
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { CliError } from '../../../cli/cli-error.ts';
import { fleetYaml } from '../../../cli/import/fleet-yaml.ts';
import { goSeconds } from '../../../cli/import/fleetlift/go-duration.ts';
import { repoOfUrl } from '../../../cli/import/fleetlift/repo-of-url.ts';
import { type Imported, importPlan } from '../../../cli/import/import-plan.ts';
import { readPlanFile } from '../../../cli/import/read-plan-file.ts';
import { submitBody } from '../../../contracts/http/submit.ts';
import { accepting } from '../behaviours.ts';
import { cliForEachTest } from '../cli-against-server.ts';

const cli = cliForEachTest();
const example = readFileSync(new URL('fleetlift-task.yaml', import.meta.url), 'utf8');

describe('the example, unchanged', () => {
  test('becomes a fleet that means the same', async () => {
    const { code, stdout, stderr } = await cli().runAlone(['fleet', 'import', cli().file('task.yaml', example)]);
    expect(code).toBe(0);
    expect(parse(stdout)).toEqual({
      title: 'Migrate to slog across all services',
      workflow_ref: 'coding/new-task-v1',
      task_description:
        'Migrate from log.Printf to slog:\n- Replace log.Printf with slog.Info/Warn/Error\n- Add structured context fields\n- Initialize logger in main()',
      verifiers: [
        { name: 'build', command: ['go', 'build', './...'] },
        { name: 'test', command: ['go', 'test', './...'] },
      ],
      groups: [
        { name: 'platform-team', sandbox: 'shared', targets: ['org/auth-service', 'org/user-service'] },
        { name: 'payments-team', sandbox: 'shared', targets: ['org/payment-gateway'] },
        { name: 'notifications-team', sandbox: 'shared', targets: ['org/email-service', 'org/sms-service'] },
      ],
      max_concurrency: 3,
      max_concurrent_groups: 3,
      timeout_s: 1_800,
      failure: { threshold_percent: 15, min_finished: 1, uniform_early_failure: 0, unit: 'group', action: 'pause' },
      publish: 'review',
      pull_request: {
        branch_prefix: 'auto/slog-migration',
        title: 'Migrate to structured logging (slog)',
        labels: ['automated', 'logging'],
      },
    });
    expect(submitBody.safeParse(parse(stdout)).error).toBeUndefined();
    expect(stderr.split('\n')).toEqual([
      'warning: not carried over: /id: a fleet gets an id when it is submitted',
      'note: a person looks at what each target changed, and approves it (fleet approve), before pull requests are opened: publish is review.',
      '',
    ]);
  });

  test('submitted as it is, planned, and as the fleet.yaml that is made of it, is the same request', async () => {
    const task = cli().file('task.yaml', example);
    const { stdout } = await cli().run(accepting, ['fleet', 'import', task]);
    const made = cli().file('fleet.yaml', stdout);
    for (const args of [
      ['submit', '-f', made],
      ['submit', '-f', task],
      ['import', task, '--submit'],
      ['import', '-', '--from', 'fleetlift', '--submit'],
      ['plan', '-f', task],
    ]) {
      await cli().run(accepting, ['fleet', ...args], args.includes('-') ? { input: example } : {});
    }
    const [first, ...others] = [...cli().asked('submitFleet'), ...cli().asked('planFleet')].map(({ body }) => body);
    expect(first).toEqual(parse(stdout));
    expect(others).toEqual([first, first, first, first]);
  });

  test('names its repositories itself', async () => {
    const task = cli().file('task.yaml', example);
    for (const args of [
      ['import', task, '--repo', 'acme/a'],
      ['submit', '-f', task, '--repo', 'acme/a'],
      ['plan', '-f', task, '--repos-file', cli().file('repos.txt', 'acme/a')],
    ]) {
      const { code, stderr } = await cli().runAlone(['fleet', ...args]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('make a fleet.yaml of it with "fleet import"')]);
    }
  });
});

type Keys = Readonly<Record<string, unknown>>;
const repository = (name: string) => ({ url: `https://github.com/acme/${name}.git` });
const agentic = (change: Keys): Keys => ({ execution: { agentic: { prompt: 'Do it', ...change } } });
const deterministic = (change: Keys): Keys => ({
  execution: { deterministic: { image: 'maven:3', command: ['mvn'], ...change } },
});
const grouped = (...groups: [string, ...string[]][]): Keys => ({
  repositories: null,
  groups: groups.map(([name, ...repos]) => ({ name, repositories: repos.map(repository) })),
});
/** A task file that says all that has a default. */
const task = (change: Keys = {}): string =>
  stringify({
    ...{ version: 1, title: 'T', repositories: [repository('a')], ...agentic({}) },
    ...{ max_parallel: 2, timeout: '10m', require_approval: false, failure: { threshold_percent: 10 } },
    ...change,
  });

async function imported(content: string): Promise<Imported> {
  const { value, lineOf } = readPlanFile('task.yaml', content, undefined);
  const made = await importPlan(value, { repo: [], name: 'task.yaml', lineOf });
  expect(parse(fleetYaml(made, 'task.yaml'))).toEqual(made.body);
  const { error } = submitBody.safeParse(made.body);
  expect(error).toBeUndefined();
  return made;
}

/** What is told, each line from its beginning to the first colon after the place. */
const tellings = ({ told }: Imported): string[] =>
  told.map(({ text }) => text.replace(/^((?:not carried over: )?[^:]*):.*$/s, '$1'));

const policy = { threshold_percent: 10, min_finished: 1, uniform_early_failure: 0, unit: 'target', action: 'pause' };
const twenty = Array.from({ length: 20 }, (_, at) => `r${at}`);

describe('a part of a task file', () => {
  const carried: [string, Keys, Keys, string[]][] = [
    ['a plain list', {}, { targets: ['acme/a'], max_concurrency: 2, timeout_s: 600, failure: policy }, []],
    [
      'several repositories, each by itself',
      { repositories: [repository('a'), repository('b')] },
      { targets: ['acme/a', 'acme/b'] },
      ['the repositories are in no groups'],
    ],
    [
      'what is not given',
      { max_parallel: null, timeout: null, failure: null, require_approval: null },
      { max_concurrency: 5, timeout_s: 1_800, failure: null, publish: 'review' },
      [
        'max_parallel is not given',
        'timeout is not given',
        expect.any(String),
        'require_approval is not given, which means true there',
      ],
    ],
    [
      'a threshold of 0, and what would be done at it',
      { failure: { threshold_percent: 0, action: 'abort' } },
      { failure: null },
      ['not carried over: /failure/action', 'failure.threshold_percent is 0'],
    ],
    ['action abort', { failure: { threshold_percent: 10, action: 'abort' } }, { failure: { ...policy, action: 'abort' } }, []],
    [
      'a group of twenty, and more in parallel than a fleet has groups',
      { ...grouped(['g', ...twenty]), max_parallel: 700 },
      {
        groups: [{ name: 'g', sandbox: 'shared', targets: twenty.map((name) => `acme/${name}`) }],
        ...{ max_concurrency: 700, max_concurrent_groups: 500, failure: { ...policy, unit: 'group' } },
      },
      [],
    ],
    ['more in parallel than a fleet takes', { max_parallel: 5_000 }, { max_concurrency: 1_000 }, ['/max_parallel']],
    [
      'a repository in two groups, and names that no branch takes',
      grouped(['Phase 1', 'a'], ['default', 'A']),
      {
        groups: [
          { name: 'Phase-1', sandbox: 'shared', targets: ['acme/a'] },
          { name: 'default-group', sandbox: 'shared', targets: ['acme/A'] },
        ],
      },
      ['/groups/0/name', '/groups/1/name', '/groups/1/repositories/0/url'],
    ],
    [
      'a repository elsewhere, with a branch, a name and commands after the clone',
      { repositories: [{ url: 'git@git.example:acme/b.git', branch: 'dev', name: 'the b', setup: ['npm ci'] }] },
      { targets: [{ repo: 'acme/b', id: 'the-b' }] },
      [
        'not carried over: /repositories/0/branch',
        'not carried over: /repositories/0/setup',
        '/repositories/0/url',
        '/repositories/0/name',
      ],
    ],
    [
      'a prompt with braces and a place, and limits',
      agentic({ prompt: 'Print {{x}} of /workspace/a', limits: { max_iterations: 7, max_turns: 3, max_tokens: 9 } }),
      {
        task_description: 'Print {{params.braces}}x}} of /workspace/a',
        params: { braces: '{{' },
        max_turns: 7,
      },
      [
        'not carried over: /execution/agentic/limits/max_tokens',
        'not carried over: /execution/agentic/limits/max_turns',
        '/execution/agentic/prompt',
      ],
    ],
    ['the older name of a limit', agentic({ limits: { max_iterations: 0, max_turns: 3 } }), { max_turns: 3 }, []],
    [
      'a command',
      deterministic({ args: ["it's", 5], env: { A: 'x y', N: 1 }, verifiers: [{ name: 'v', command: ['make', 3] }] }),
      {
        workflow_ref: 'shell/run-v1',
        params: { command: "export A='x y'\nexport N=1\nmvn 'it'\\''s' 5" },
        verifiers: [{ name: 'v', command: ['make', '3'] }],
      },
      ['not carried over: /execution/deterministic/image'],
    ],
    [
      'pull requests, with teams of the one owner',
      {
        pull_request: { branch_prefix: 'fix/x-', title: '{{repo}}', body: 'B', reviewers: ['bob'], team_reviewers: ['t', 'o/u'] },
      },
      {
        params: { braces: '{{' },
        pull_request: {
          ...{ branch_prefix: 'fix/x', title: '{{params.braces}}repo}}', body: 'B' },
          reviewers: ['bob', 'acme/t', 'o/u'],
        },
      },
      ['/pull_request/branch_prefix'],
    ],
    [
      'a team, where repositories have several owners',
      { repositories: [repository('a'), { url: 'org/b' }], pull_request: { team_reviewers: ['t'] } },
      { targets: ['acme/a', 'org/b'] },
      ['not carried over: /pull_request/team_reviewers/0', 'the repositories are in no groups'],
    ],
    [
      'keys that a fleet has no place for, and one that is no key',
      {
        ...{ id: 'x', description: 'D', ticket_url: 'u', slack_channel: 's', requester: 'r', owner: 'o' },
        ...{ max_steering_iterations: 3, sandbox: {}, credentials: {}, knowledge: {}, mode: 'transform', max_paralel: 3 },
        ...agentic({ output: { schema: {} } }),
      },
      {},
      [
        'not carried over: /id',
        'not carried over: /description, /ticket_url',
        'not carried over: /slack_channel',
        'not carried over: /requester, /owner',
        'not carried over: /max_steering_iterations',
        'not carried over: /sandbox',
        'not carried over: /credentials',
        'not carried over: /knowledge',
        'not carried over: /max_paralel',
        'not carried over: /execution/agentic/output',
      ],
    ],
  ];
  test.each(carried)('%s', async (_, change, body, told) => {
    const made = await imported(task(change));
    expect(made.body).toMatchObject(body);
    expect(tellings(made)).toEqual(told);
  });

  test('an unknown key is told with the nearest that there is', async () => {
    const { told } = await imported(task({ max_paralel: 3, zzz: 1 }));
    expect(told.map(({ text }) => text)).toEqual([
      'not carried over: /max_paralel: task files have no such key: did you mean max_parallel?',
      'not carried over: /zzz: task files have no such key',
    ]);
  });
});

describe('a file that cannot be carried over', () => {
  const refusals = async (content: string): Promise<string[]> => {
    const ended = await imported(content).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(ended instanceof CliError)) throw new Error('Nothing was refused.');
    return [...ended.details];
  };
  const refused: [string, Keys, string][] = [
    ['a report', { mode: 'report' }, '/mode: the file asks for reports'],
    ['another mode', { mode: 'transforms' }, '/mode: mode must be transform'],
    ['a prompt for each entry', { for_each: [{ name: 'a' }] }, '/for_each: '],
    ['a repository of tools', { repositories: null, transformation: repository('t'), targets: [] }, '/transformation: '],
    ['targets alone', { targets: [repository('t')] }, '/targets: '],
    ['another version', { version: 2 }, '/version: version must be 1'],
    ['no repositories', { repositories: [] }, 'the plan: it names no repositories'],
    ['groups and repositories', { ...grouped(['g', 'a']), repositories: [repository('b')] }, '/repositories: '],
    ['a group of 21', grouped(['g', ...twenty, 'more']), '/groups/0/repositories: 20 repositories at most'],
    ['a group of none', grouped(['g']), '/groups/0/repositories: the group has no repositories'],
    ['groups of one name', grouped(['g', 'a'], ['g', 'b']), '/groups/1/name: '],
    ['a group without a name for branches', grouped(['構築', 'a']), '/groups/0/name: '],
    ['a repository twice', { repositories: [repository('a'), repository('A')] }, '/repositories/1/url: acme/A is listed already'],
    [
      'two repositories of one name',
      {
        repositories: null,
        groups: ['x.example', 'y.example'].map((host) => ({ name: host, repositories: [{ url: `https://${host}/o/n` }] })),
      },
      '/groups/1/repositories/0/url: another address of the file is o/n',
    ],
    ['an address without an owner', { repositories: [{ url: '/srv/git/x/y.git' }] }, '/repositories/0/url: '],
    ['no work', { execution: null }, '/execution: there is no work'],
    ['work of no kind', { execution: {} }, '/execution: it has neither'],
    ['an empty prompt', agentic({ prompt: ' ' }), '/execution/agentic/prompt: the prompt is empty'],
    ['a prompt that is too long', agentic({ prompt: 'x'.repeat(10_001) }), '/execution/agentic/prompt: the prompt needs 10,001'],
    ['more turns than a fleet takes', agentic({ limits: { max_iterations: 501 } }), '/execution/agentic/limits/max_iterations: '],
    [
      'a verifier that is a text',
      agentic({ verifiers: [{ name: 'v', command: 'make' }] }),
      '/execution/agentic/verifiers/0/command: ',
    ],
    [
      'what an image starts',
      deterministic({ command: null, args: ['x'] }),
      '/execution/deterministic/command: there is no command',
    ],
    ['a variable of no name', deterministic({ env: { 'a b': 1 } }), '/execution/deterministic/env/a b: '],
    ['a placeholder in a command', deterministic({ args: ['{{deps.x.branch}}'] }), '/execution/deterministic/command: '],
    ['a time without a unit', { timeout: '30' }, '/timeout: timeout must be a duration'],
    ['a time that is too short', { timeout: '59s' }, '/timeout: an attempt of a target may take'],
    ['a time that is too long', { timeout: '9h' }, '/timeout: an attempt of a target may take'],
    ['a threshold above 100', { failure: { threshold_percent: 101 } }, '/failure/threshold_percent: '],
    ['another action', { failure: { threshold_percent: 1, action: 'stop' } }, '/failure/action: '],
    ['a branch that git refuses', { pull_request: { branch_prefix: 'a..b' } }, '/pull_request/branch_prefix: '],
    ['a reviewer of no form', { pull_request: { reviewers: ['a b'] } }, '/pull_request/reviewers/0: '],
    [
      'a workflow',
      { repositories: null, execution: null, steps: [{ id: 's', execution: { agent: 'a' } }] },
      '/steps: this is a workflow',
    ],
  ];
  test.each(refused)('%s', async (_, change, line) => {
    expect(await refusals(task(change))).toEqual([expect.stringMatching(/^task\.yaml:\d+:\d+: /)]);
    expect((await refusals(task(change)))[0]?.replace(/^task\.yaml:\d+:\d+: /, '')).toContain(line);
  });

  test('is told all at once, each with its line', async () => {
    const content = `version: 2
titel: x
groups:
  - name: a
    repositories:
      - url: https://user:secret@gitlab.example/x/y/z.git
      - branch: dev
execution:
  agentic:
    prompt: ""
timeout: 10
`;
    const lines = await refusals(content);
    expect(lines.map((line) => line.replace(/^task\.yaml:(\d+):\d+: ([^:]*):.*$/, '$1 $2'))).toEqual([
      '1 /version',
      '1 /title',
      '11 /timeout',
      '6 /groups/0/repositories/0/url',
      '7 /groups/0/repositories/1/url',
      '10 /execution/agentic/prompt',
    ]);
    expect(lines.join('\n')).not.toContain('secret');
  });

  test.each([
    ['a: [', 'task.yaml:1:5: this is no YAML'],
    ['just words', 'the format of task.yaml is not recognised'],
    ['title: a fleet\ntargets: [acme/a]', 'the format of task.yaml is not recognised'],
  ])('%j is no plan', async (content, message) => {
    const name = cli().file('task.yaml', content);
    const { code, stderr } = await cli().runAlone(['fleet', 'import', name]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});

test.each([
  ['30m', 1_800],
  ['1h30m', 5_400],
  ['1.5h', 5_400],
  ['.5m', 30],
  ['90s', 90],
  ['1500ms', 2],
  ['60.1s', 61],
  ['90', undefined],
  ['', undefined],
  ['m', undefined],
  ['1d', undefined],
  ['-1m', undefined],
  ['1m ', undefined],
  ['1m2', undefined],
])('goSeconds(%j) is %s', (text, seconds) => {
  expect(goSeconds(text)).toBe(seconds);
});

test.each([
  ['https://github.com/acme/auth.git', { repo: 'acme/auth' }],
  ['https://tok:x@github.com/acme/auth', { repo: 'acme/auth' }],
  ['git@github.com:acme/auth.git', { repo: 'acme/auth' }],
  ['ssh://git@github.com/acme/auth', { repo: 'acme/auth' }],
  ['ssh://git@git.example:2222/acme/auth.git', { repo: 'acme/auth', elsewhere: 'ssh://git@git.example:2222/acme/auth.git' }],
  ['http://u:p@git.example/acme/auth/', { repo: 'acme/auth', elsewhere: 'http://git.example/acme/auth/' }],
  ['deploy@git.example:acme/auth.git', { repo: 'acme/auth', elsewhere: 'deploy@git.example:acme/auth.git' }],
  ['https://gitlab.example/group/sub/auth.git', expect.stringContaining('does not end with an owner and a name')],
  ['file:///srv/auth.git', expect.stringContaining('does not end with')],
  ['../auth', expect.stringContaining('does not end with')],
])('repoOfUrl(%j)', (url, read) => {
  expect(repoOfUrl(url)).toEqual(read);
});
