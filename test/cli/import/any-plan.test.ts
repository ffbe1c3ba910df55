/** Whatever a plan holds, it becomes a fleet that can be written and read again, or is refused with a list. */
import fc from 'fast-check';
import { parse } from 'yaml';
import { CliError } from '../../../cli/cli-error.ts';
import { fleetYaml } from '../../../cli/import/fleet-yaml.ts';
import { importPlan } from '../../../cli/import/import-plan.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    'a',
    'b',
    'a/b',
    '@agent x',
    'Get-Item x',
    '{{repo}}',
    ' \n#: "',
    'x: - y\n\n  z\n',
    '\u0085\u2028\r\n',
    'true',
    '1e3',
    '~',
  ),
);
const any = fc.oneof(text, fc.constantFrom(null, true, 0, 1.5, -1), fc.object({ maxDepth: 2 }), fc.array(text, { maxLength: 2 }));
/** A value of the right form, and sometimes another. */
const or = <T>(right: fc.Arbitrary<T>) => fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: any });
const work = or(
  fc.oneof(
    text,
    fc.record(
      {
        type: or(fc.constantFrom('shell', 'process', 'agent')),
        command: or(text),
        executable: or(text),
        args: or(fc.array(text, { maxLength: 2 })),
        shell: or(fc.constantFrom('sh', 'bash', 'pwsh', 'powershell')),
        instructions: or(text),
        maxTurns: or(fc.integer({ min: 1, max: 9 })),
      },
      { requiredKeys: ['command', 'executable'] },
    ),
  ),
);
const name = fc.constantFrom('a', 'b', 'c', 'd', 'Phase 1', 'default');
const job = fc.record(
  {
    producer_id: or(name),
    task: or(text),
    work,
    dependencies: or(fc.array(or(name), { maxLength: 3 })),
    prechecks: work,
    postchecks: work,
    instructions: or(text),
    expects_no_changes: or(fc.boolean()),
    other: any,
  },
  { requiredKeys: ['producer_id', 'task'] },
);
const jobs = or(
  fc.uniqueArray(or(job), {
    maxLength: 3,
    selector: (one) => JSON.stringify((one as { producer_id?: unknown } | null)?.producer_id ?? 0),
  }),
);
const group = fc.letrec<{ group: unknown }>((tie) => ({
  group: fc.record(
    { name: or(fc.oneof(name, text)), jobs, groups: or(fc.array(tie('group'), { maxLength: 2 })) },
    { requiredKeys: ['name', 'jobs'] },
  ),
})).group;
const plan = fc.record(
  {
    name: or(text),
    maxParallel: or(fc.nat(9)),
    startPaused: or(fc.boolean()),
    jobs,
    groups: or(fc.array(group, { maxLength: 2 })),
  },
  { requiredKeys: ['jobs'] },
);

const repositories = or(
  fc.array(
    or(
      fc.record(
        { url: or(fc.constantFrom('https://github.com/a/b', 'o/c', 'git@git.example:o/d.git')), name: or(text), branch: any },
        { requiredKeys: ['url'] },
      ),
    ),
    { minLength: 1, maxLength: 2 },
  ),
);
const verifiers = or(
  fc.array(or(fc.record({ name: or(name), command: or(fc.array(or(text), { minLength: 1, maxLength: 2 })) })), { maxLength: 2 }),
);
const prompt = fc.oneof(text, fc.constant('Do it.'));
const limits = or(fc.record({ max_turns: or(fc.nat(9)) }));
const workOfTask = fc.oneof(
  fc.record({ agentic: or(fc.record({ prompt: or(prompt), verifiers, limits }, { requiredKeys: ['prompt'] })) }),
  fc.record({
    deterministic: or(fc.record({ image: any, command: or(fc.constant(['make'])), env: or(fc.dictionary(name, text)) })),
  }),
);
const groups = or(
  fc.uniqueArray(fc.record({ name: or(name), repositories }), { maxLength: 2, selector: (one) => JSON.stringify(one.name) }),
);
/** One of both, since a file with both is refused. */
const where = fc.oneof(
  { weight: 9, arbitrary: fc.record({ repositories }) },
  { weight: 9, arbitrary: fc.record({ groups }) },
  { weight: 1, arbitrary: fc.record({ repositories, groups }) },
);
const settings = fc.record(
  {
    version: or(fc.constant(1)),
    title: or(fc.constant('T')),
    require_approval: or(fc.boolean()),
    execution: or(workOfTask),
    max_parallel: or(fc.integer()),
    timeout: or(fc.constantFrom('30m', '1.5h', '9')),
    failure: or(fc.record({ threshold_percent: or(fc.nat(100)), action: or(fc.constantFrom('pause', 'abort')) })),
    pull_request: or(
      fc.record({ branch_prefix: or(name), title: or(text), labels: any, reviewers: or(fc.array(or(name), { maxLength: 2 })) }),
    ),
    other: any,
  },
  { requiredKeys: ['version', 'title', 'execution'] },
);
const taskFile = fc.tuple(settings, where).map(([one, other]) => ({ ...one, ...other }));

/** Whether the plan became a fleet. */
async function tryIt(value: unknown, from = 'copilot-plan'): Promise<boolean> {
  try {
    const repo = from === 'fleetlift' ? [] : ['acme/shop'];
    const imported = await importPlan(value, { from, repo, name: 'plan.json' });
    expect(parse(fleetYaml(imported, 'plan.json'))).toEqual(imported.body);
    return true;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    expect(error.details.length).toBeGreaterThan(0);
    expect(error.details.filter((line) => !/^(?:\/|the plan: )/.test(line) || line.includes('\n'))).toEqual([]);
    return false;
  }
}

test.each([
  ['copilot-plan', plan],
  ['fleetlift', taskFile],
])('a plan of any content, as %s', async (from, plans: fc.Arbitrary<unknown>) => {
  let fleets = 0;
  await fc.assert(
    fc.asyncProperty(plans, async (value) => {
      // As a file has it.
      if (await tryIt(JSON.parse(JSON.stringify(value)), from)) fleets += 1;
    }),
    { numRuns: 200 },
  );
  expect(fleets).toBeGreaterThan(2);
});

test('any other JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      await tryIt(value);
      await tryIt(value, 'fleetlift');
    }),
  );
});
