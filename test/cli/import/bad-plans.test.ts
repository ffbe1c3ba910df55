/** Plans and files that cannot become a fleet: what is said, and that all of it is said at once. */
import { cliForEachTest } from '../cli-against-server.ts';

const cli = cliForEachTest();

/** The exit code, the first line on stderr, and the lines below it. */
async function refused(plan: unknown, ...flags: string[]): Promise<{ code: number | null; first: string; details: string[] }> {
  const text = typeof plan === 'string' ? plan : JSON.stringify(plan);
  const name = cli().file('plan.json', text);
  const { code, stdout, stderr } = await cli().runAlone(['fleet', 'import', name, '--repo', 'acme/shop', ...flags]);
  expect(stdout).toBe('');
  const [first = '', ...details] = stderr.trimEnd().split('\n');
  return { code, first, details: details.map((line) => line.trim()) };
}

const read = async (plan: unknown) => await refused(plan, '--from', 'copilot-plan');
const job = (change: object) => ({ producer_id: 'a', task: 'T', dependencies: [], ...change });

test('every problem is told at once, with its place', async () => {
  const group = {
    jobs: [
      { producer_id: '-x y', task: 1, work: { type: 'shel' }, dependencies: 'a' },
      { producer_id: 'ok', work: { type: 'shell', shell: 'cmd', command: 'dir' }, dependencies: [3] },
      job({ work: '' }),
      job({ work: {}, prechecks: { type: 'process', executable: 'CMD.exe' } }),
      7,
    ],
  };
  const groups = [group, { name: 'a/b', jobs: [job({})] }, { name: '構築', jobs: [job({})] }, { name: 'a-b', jobs: {} }, []];
  const { code, first, details } = await read({ name: 5, maxParallel: -1, startPaused: 'no', jobs: { a: 1 }, groups });
  expect(code).toBe(1);
  expect(first).toBe('bgagent: plan.json has 20 problems, so nothing was made of it: correct the plan.');
  expect(details.map((line) => line.split(': ')[0])).toEqual([
    '/name',
    '/maxParallel',
    '/startPaused',
    '/jobs',
    '/groups/0/name',
    '/groups/0/jobs/0/task',
    '/groups/0/jobs/0/work/type',
    '/groups/0/jobs/0/dependencies',
    '/groups/0/jobs/0/producer_id',
    '/groups/0/jobs/1/dependencies/0',
    '/groups/0/jobs/1/work/shell',
    '/groups/0/jobs/2/work',
    '/groups/0/jobs/3/work/type',
    '/groups/0/jobs/3/prechecks/executable',
    '/groups/0/jobs/4',
    '/groups/0/jobs/3/producer_id',
    '/groups/1/name',
    '/groups/2/name',
    '/groups/3/jobs',
    '/groups/4',
  ]);
});

const most = 4_096;
const nested = (levels: number): object =>
  levels === 0 ? { name: 'g', jobs: [job({ work: 'x' })] } : { name: 'g', groups: [nested(levels - 1)] };

const cases: readonly (readonly [name: string, plan: unknown, problem: string | RegExp])[] = [
  ['a list', [1], 'the plan: it must be an object, not a list.'],
  ['a text', '"plan"', 'the plan: it must be an object, not a string.'],
  ['no jobs', { name: 'P' }, 'the plan: it has no jobs: a fleet needs one at least.'],
  ['groups without jobs', { groups: [{ name: 'g' }] }, 'the plan: it has no jobs: a fleet needs one at least.'],
  ['jobs that are no list', { jobs: 'a' }, '/jobs: jobs must be a list, not a string.'],
  ['a job without an id', { jobs: [{ task: 'x' }] }, '/jobs/0/producer_id: producer_id is required: it must be a string.'],
  [
    'an id with a slash',
    { jobs: [job({ producer_id: 'a/b' })] },
    /^\/jobs\/0\/producer_id: "a\/b" cannot be .*for example "a-b", in dependencies too\.$/,
  ],
  ['an id of other letters', { jobs: [job({ producer_id: 'ω' })] }, /Write for example "job-1"/],
  ['an id that ends as a lock', { jobs: [job({ producer_id: 'a.lock' })] }, /Write for example "a"/],
  [
    'an id that is too long',
    { jobs: [job({ producer_id: 'x'.repeat(65) })] },
    new RegExp(`Write for example "${'x'.repeat(64)}"`),
  ],
  [
    'an id twice',
    { jobs: [job({}), job({})] },
    '/jobs/1/producer_id: the name "a" is taken by a job or group beside it: give each its own.',
  ],
  [
    'an id as a group',
    { jobs: [job({})], groups: [{ name: 'a', jobs: [job({})] }] },
    /^\/groups\/0\/name: the name "a" is taken/,
  ],
  [
    'two groups of one name',
    {
      groups: [
        { name: 'g 1', jobs: [job({})] },
        { name: 'g-1', jobs: [job({})] },
      ],
    },
    /^\/groups\/1\/name: the name "g-1" is taken/,
  ],
  ['groups that are nested too deep', { groups: [nested(8)] }, /^(?:\/groups\/0){9}: groups may be nested 8 deep, /],
  ['work of another type', { jobs: [job({ work: 3 })] }, '/jobs/0/work: work must be a string or an object, not a number.'],
  [
    'work without its parts',
    { jobs: [job({ work: { type: 'process', args: ['x'] } })] },
    '/jobs/0/work/executable: there is no command: write one, or leave the key out.',
  ],
  [
    'work that is too long',
    { jobs: [job({ work: 'x'.repeat(most + 1) })] },
    /^\/jobs\/0\/work: the command has 4,097 characters, and a target's may have 4,096: /,
  ],
  [
    'work with a placeholder',
    { jobs: [job({ work: 'echo {{deps.x.branch}}' })] },
    /^\/jobs\/0\/work: "\{\{deps\." would be taken for a placeholder/,
  ],
  ['work with a NUL', { jobs: [job({ work: 'a\0b' })] }, /^\/jobs\/0\/work: work must be text that a command line can hold/],
  [
    'an unknown shell',
    { jobs: [job({ work: { command: 'x', shell: 'zsh' } })] },
    /^\/jobs\/0\/work\/shell: work\/shell must be "cmd" or /,
  ],
  [
    'words that are too long',
    { jobs: [job({ task: 'x'.repeat(10_001) })] },
    /^\/jobs\/0: task and instructions have 10,001 characters together/,
  ],
  [
    'an agent without words',
    { jobs: [job({ task: ' ', work: '@agent' })] },
    '/jobs/0/task: there are no words for the agent: write a task.',
  ],
  ['too many at once', { maxParallel: 1_001, jobs: [job({})] }, '/maxParallel: maxParallel must be at most 1,000.'],
  ['half a target', { maxParallel: 1.5, jobs: [job({})] }, '/maxParallel: maxParallel must be an integer, not a fraction.'],
  ['a title that is too long', { name: 'x'.repeat(201), jobs: [job({})] }, '/name: name must have at most 200 characters.'],
];
test.each(cases)('%s', async (_, plan, problem) => {
  const { code, first, details } = await read(plan);
  expect(code).toBe(1);
  expect(first).toBe('bgagent: plan.json has a problem, so nothing was made of it: correct the plan.');
  expect(details).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
});

test('of hundreds of problems the first hundred are listed', async () => {
  const { first, details } = await read({ jobs: Array.from({ length: 150 }, () => 1) });
  expect(first).toContain('has 150 problems');
  expect([details.length, details.at(-1)]).toEqual([101, 'There are more problems than these 100.']);
});

test('a key that every object has is a key like any other', async () => {
  const name = cli().file('plan.json', '{"jobs": [{"producer_id": "a", "task": "T", "work": "x", "toString": 2}]}');
  const { code, stderr } = await cli().runAlone(['fleet', 'import', name, '--repo', 'acme/shop']);
  expect(code).toBe(0);
  expect(stderr).toContain('/jobs/0/toString');
});

describe('a file that is no plan', () => {
  test('of broken JSON is told with line and column', async () => {
    const { code, first } = await refused('{\n  "jobs": [\n    {"producer_id": "a",}\n  ]\n}');
    expect([code, first]).toEqual([1, 'bgagent: plan.json:3:25: this is no JSON: expected a key in double quotes, found "}".']);
    const twice = await refused('{"jobs": [],\r\n "jobs": []}');
    expect(twice.first).toBe('bgagent: plan.json:2:2: this is no JSON: this object has the key "jobs" twice.');
  });

  test('from standard input is told with that name', async () => {
    const { stderr } = await cli().runAlone(['fleet', 'import', '-', '--repo', 'a/b'], { input: '{"jobs": [}' });
    expect(stderr).toMatch(/^bgagent: standard input:1:11: this is no JSON: expected a value or "\]", found "\}"\.\n$/);
    expect((await cli().runAlone(['fleet', 'import', '-'], { input: '' })).stderr).toBe(
      'bgagent: standard input is empty: give a JSON file.\n',
    );
  });

  test('that is nested too deep is refused', async () => {
    const { first } = await refused('{"groups":['.repeat(100_000));
    expect(first).toMatch(/^bgagent: plan\.json:1:\d+: this is no JSON: brackets are nested more than 200 deep\.$/);
  });

  test('and of no known format is refused with the formats that are known', async () => {
    const { code, first } = await refused({ targets: ['acme/auth'] });
    expect(code).toBe(1);
    expect(first).toMatch(
      /^bgagent: the format of plan\.json is not recognised\. Known: fleetlift .*; copilot-plan \(JSON with jobs, /,
    );
    const unknown = await refused({}, '--from', 'toString');
    expect([unknown.code, unknown.first]).toEqual([
      2,
      expect.stringMatching(/--from toString is no known format\. Known: fleetlift \(/),
    ]);
  });
});

test('flags of a submit without --submit are a usage error', async () => {
  for (const flag of ['--watch', '--wait', '--yes', '--dry-run', '--timeout=1m', '--idempotency-key=k']) {
    expect([flag, (await refused({ jobs: [job({})] }, flag)).code]).toEqual([flag, 2]);
  }
});
