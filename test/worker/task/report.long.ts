/** Tasks that are asked for a report: what becomes of the answer, of one that does not fit, and of a clone that was changed. */
import { failureOfTask } from '../../../core/failure.ts';
import { presetNames, workerConfig } from '../../../contracts/worker-config.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { git, makeRepository, removeFolders } from '../git-repository.ts';
import { startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';
import { type FakeAgent, fakeAgents } from './fake-agents.ts';

let bench: TaskBench;
let remote: ReturnType<typeof makeRepository>;
beforeAll(async () => {
  bench = await startTaskBench();
  remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
});
afterEach(() => bench.closeWorkers());
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const schema = {
  type: 'object',
  properties: { go: { type: 'string' }, tests: { type: 'boolean' }, uses: { type: 'array', items: { type: 'string' } } },
  required: ['go'],
};
const decision = {
  type: 'object',
  properties: { decision: { enum: ['retry', 'stop'] }, reason: { type: 'string' } },
  required: ['decision', 'reason'],
  additionalProperties: false,
};
const report = (asked: object, given: Partial<TaskRow> = {}): TaskRow =>
  taskRow({
    ...{ resolved_workflow: { id: 'coding/report-v1', version: '1.0.0' }, task_description: 'Which Go does it use?' },
    ...{ report_schema: JSON.stringify(asked), ...given },
  });

async function ended(task: TaskRow) {
  const row = await bench.ended(await bench.submit(task));
  const output = (await bench.ports.events.getTaskOutput(row.task_id)) ?? '';
  return { row, failure: failureOfTask(row), output, answer: JSON.parse(row.report ?? 'null') as unknown };
}

/** A task that is done by a shell script, which gets the prompt as $PROMPT. */
function byCommand(script: string, asked: object = schema, env: Record<string, string> = {}) {
  const agents = { mine: { command: ['sh', '-c', `PROMPT=$(cat); ${script}`], env } };
  bench.startWorker({ config: workerConfig.parse({ agents }), environment: { ...process.env, MY_KEY: 'a-secret-of-mine' } });
  return ended(report(asked));
}
const answers = (value: unknown): string => `cat > "$BGAGENT_RESULT" <<'END'\n${JSON.stringify(value)}\nEND\n`;

test('a command answers in its result file; what is no list or object is passed on', async () => {
  const given = { go: '1.22', tests: true, uses: ['log', 'slog'] };
  const { row, answer, output } = await byCommand(
    `echo "$PROMPT"; ${answers({ report: given, cost_usd: 0.5, result: { no: 1 } })}`,
  );
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'no_changes', cost_usd: 0.5, result: { go: '1.22', tests: true } });
  expect(answer).toEqual(given);
  expect(output).toContain('Change nothing: only read.');
  expect(output).toContain(`must fit this JSON Schema, 16384 bytes at most: ${JSON.stringify(schema)}`);
  expect(output).toContain('--- report\n{\n  "go": "1.22"');
});

test.each<[what: string, script: string, message: string]>([
  ['nothing', 'true', 'wrote no report to the file that BGAGENT_RESULT names'],
  ['no JSON', 'echo no > "$BGAGENT_RESULT"', 'Nothing of it was read: it is not a JSON object.'],
  [
    'another form',
    answers({ report: { go: 1, uses: [2] } }),
    'does not fit its schema: go: must be string; uses.0: must be string',
  ],
  ['too much', answers({ report: { go: 'x'.repeat(17_000) } }), 'and may have 16384: say it shorter'],
  ['no object', answers({ report: 'go 1.22' }), 'does not fit its schema: must be object'],
])('a command that answers %s has failed', async (_what, script, message) => {
  const { row, failure } = await byCommand(script);
  expect(failure).toMatchObject({ class: 'agent', code: 'SCHEMA', message: expect.stringContaining(message) as string });
  expect(row).toMatchObject({ status: 'FAILED' });
  expect([row.result ?? null, row.report ?? null]).toEqual([null, null]);
});

test('a schema that nothing meets fails the task', async () => {
  const nothing = { type: 'object', properties: { go: { allOf: [{ type: 'string' }, { type: 'number' }] } }, required: ['go'] };
  expect((await byCommand(answers({ report: { go: 1 } }), nothing)).failure).toMatchObject({ class: 'agent', code: 'SCHEMA' });
});

test('a clone that was changed is told, and committed nowhere', async () => {
  const before = git(remote.url.replace('file://', ''), 'for-each-ref');
  const { row, output } = await byCommand(
    `echo x > new.txt; rm one.txt; git commit -qam gone; ${answers({ report: { go: '1.22' } })}`,
  );
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'no_changes' });
  expect(output).toContain('--- changed in the clone, and not kept: a report changes nothing\none.txt\nnew.txt\n');
  expect(git(remote.url.replace('file://', ''), 'for-each-ref')).toBe(before);
});

test('a secret in an answer is masked, wherever it is', async () => {
  const { answer, row } = await byCommand(
    `printf '{"report": {"go": "%s", "uses": ["%s"], "%s": 1}}' "$KEY" "$KEY" "$KEY" > "$BGAGENT_RESULT"`,
    schema,
    { KEY: '$MY_KEY' },
  );
  expect(row.report).not.toContain('a-secret-of-mine');
  expect(answer).toEqual({ go: '***', uses: ['***'], '***': 1 });
  expect(JSON.stringify(row)).not.toContain('a-secret-of-mine');
});

test('a question waits for its answer, and is no report', async () => {
  const { row } = await byCommand(answers({ question: 'Which Go?' }));
  expect(row).toMatchObject({ status: 'COMPLETED', question: 'Which Go?', outcome: null });
  expect(row.report ?? null).toBeNull();
});

test('what could be passed on and has no room is named', async () => {
  const properties = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}`, { type: 'number' }]));
  const { row, output } = await byCommand(
    answers({ report: Object.fromEntries(Object.keys(properties).map((name, at) => [name, at])) }),
    { type: 'object', properties },
  );
  expect(Object.keys(row.result ?? {})).toHaveLength(50);
  expect(output).toContain('(There was no room to pass on: f50, f51');
});

describe.each(presetNames)('%s', (preset) => {
  function withAgent(agent: Omit<FakeAgent, 'preset'>) {
    const settings = preset === 'codex' ? { prices: { input: 2, cached_input: 0.5, output: 10 } } : {};
    const fakes = fakeAgents({ one: { preset, settings, ...agent } });
    bench.startWorker({ config: workerConfig.parse({ agents: fakes.agents }), environment: fakes.environment });
    return { ...fakes, run: (given: Partial<TaskRow> = {}) => ended(report(decision, given)) };
  }
  const once = preset === 'codex' ? 0.0027 : 0.00262;

  test('answers in the schema, read-only, with cost and session', async () => {
    const { run, runsOf } = withAgent({ prints: 'schema' });
    const { row, answer } = await run({ max_budget_usd: 1 });
    expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'no_changes', cost_usd: once, agent: 'one' });
    expect(row.session_id).toMatch(/^0{8}-/);
    expect(answer).toEqual({ decision: 'retry', reason: 'The test is flaky.' });
    expect(row.result).toEqual(answer);
    const [{ args, prompt } = { args: [], prompt: '' }] = runsOf('one');
    expect(args.join(' ')).toMatch(
      preset === 'codex' ? /sandbox_mode="read-only".*--output-schema=/ : /--tools=Read,Grep,Glob .*--json-schema=/,
    );
    expect(prompt).toContain('Which Go does it use?');
    expect(prompt).toContain('Answer with an object that fits the JSON Schema that you are given');
  });

  test('is asked again once, with what is wrong, and then fails', async () => {
    const { run, runsOf } = withAgent({ prints: 'never-schema' });
    const { row, failure } = await run();
    expect(failure).toMatchObject({
      class: 'agent',
      code: 'SCHEMA',
      message: expect.stringContaining('It holds no JSON') as string,
    });
    expect([row.status, row.report ?? null]).toEqual(['FAILED', null]);
    expect(runsOf('one').map(({ prompt }) => prompt.includes('Your last answer cannot be used'))).toEqual([false, true]);
  });

  test('mends its answer', async () => {
    const { run } = withAgent({ printsFirst: 'never-schema', prints: 'schema' });
    expect((await run()).answer).toEqual({ decision: 'retry', reason: 'The test is flaky.' });
  });

  test('goes on with its session where a person retries it', async () => {
    const { run, runsOf } = withAgent({ prints: 'schema' });
    const first = await run({ channel_metadata: { fleet_id: '01K00000000000000000000000', target: 'api', attempt: 1 } });
    const session_id = first.row.session_id ?? '';
    await run({ resume: { agent: 'one', model: null, session_id, told: 'work' } });
    expect(runsOf('one')[1]?.args.join(' ')).toContain(session_id);
  });
});
