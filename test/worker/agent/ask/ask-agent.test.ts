/** Inquiries of agents whose programs print what the real ones printed. test/agents/ask-agent.scenario.ts asks the real ones. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { presetNames, workerConfig, type PresetAgent, type PresetName } from '../../../../contracts/worker-config.ts';
import { formOf } from '../../../../worker/agent/ask/answer-form.ts';
import type { HiredAgent } from '../../../../worker/agent/ask/one-run.ts';
import { createSharedBudget } from '../../../../worker/agent/ask/shared-budget.ts';
import { askAgent, type Inquiry } from '../../../../worker/agent/ask-agent.ts';
import { createSandbox, type Sandbox } from '../../../../worker/sandbox/sandbox.ts';
import { TaskStopped } from '../../../../worker/task-stopped.ts';
import { makeFolder, removeFolders } from '../../git-repository.ts';
import { makePlayedProgram, type Play } from './played-program.ts';

const decision = z.object({ decision: z.enum(['retry', 'stop']), reason: z.string() });
type Decision = z.infer<typeof decision>;
const value = { decision: 'retry', reason: 'The test is flaky.' };
const answered: Play = { recorded: 'schema' };
/** USD of a run with one answer of the model. */
const once: Readonly<Record<PresetName, number>> = { 'claude-code': 0.00262, codex: 0.0027 };
/** A run that a first one, with one answer of the model, is a part of: its program tells the sum. */
const secondOf: Readonly<Record<PresetName, Play>> = {
  'claude-code': { recorded: 'schema', replace: [['"total_cost_usd":0.00262', '"total_cost_usd":0.00524']] },
  codex: {
    recorded: 'schema',
    replace: [
      ['"input_tokens":1000,"cached_input_tokens":200', '"input_tokens":2000,"cached_input_tokens":400'],
      ['"output_tokens":100', '"output_tokens":200'],
    ],
  },
};

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox(makeFolder('ask'));
  mkdirSync(sandbox.repo);
});
afterEach(async () => {
  await sandbox.remove();
  removeFolders();
});

interface Given extends Partial<Inquiry<Decision>> {
  readonly plays: readonly Play[];
  readonly config?: Partial<PresetAgent>;
}

function prepare(preset: PresetName, { plays, config = {}, ...more }: Given) {
  const program = makePlayedProgram(join(makeFolder('program'), 'played'), preset, plays);
  const prices = preset === 'codex' ? { prices: { input: 2, cached_input: 0.5, output: 10 } } : {};
  const agents = { asked: { preset, program: program.path, ...prices, ...config } };
  const hired = workerConfig.parse({ agents }).agents['asked'];
  if (!hired || !('preset' in hired)) throw new Error('It is a preset.');
  const agent: HiredAgent = {
    ...{ name: 'asked', config: hired, env: { PATH: process.env['PATH'] ?? '' }, sandbox, walled: false },
    output: { shown: { append: () => undefined }, raw: { append: () => undefined } },
  };
  const inquiry: Inquiry<Decision> = {
    ...{
      prompt: 'Retry or stop?',
      form: formOf(decision),
      access: 'read',
      timeoutMs: 60_000,
      signal: new AbortController().signal,
    },
    ...more,
  };
  return { program, ask: () => askAgent(agent, inquiry) };
}

async function ask(preset: PresetName, given: Given) {
  const { program, ask: run } = prepare(preset, given);
  return { answer: await run(), calls: program.calls() };
}

describe.each(presetNames)('%s', (preset) => {
  test('answers a value with what it cost', async () => {
    const { answer, calls } = await ask(preset, { plays: [answered] });
    expect(answer).toMatchObject({ ok: true, value, costUsd: once[preset], turns: preset === 'codex' ? 1 : 2 });
    expect(answer).toMatchObject({
      session: { id: expect.stringMatching(/^0{8}-/) as string },
      ms: expect.any(Number) as number,
    });
    expect(calls.map(({ prompt }) => prompt)).toEqual(['Retry or stop?']);
  });

  test('accepts a value in a code block, after words', async () => {
    expect((await ask(preset, { plays: [{ recorded: 'fenced' }] })).answer).toMatchObject({ ok: true, value });
  });

  test('repairs an answer that does not fit, once, in the same session, and counts both runs', async () => {
    const { answer, calls } = await ask(preset, { plays: [{ recorded: 'never-schema' }, secondOf[preset]] });
    expect(answer).toMatchObject({ ok: true, value });
    expect(calls).toHaveLength(2);
    expect(calls[1]?.prompt).toContain('- It holds no JSON.');
    expect(calls[1]?.prompt).toContain('"enum":["retry","stop"]');
    expect(calls[1]?.args.join(' ')).toMatch(/resume[= ]00000000-0000-4000-8000-000000000001/);
    expect(calls[0]?.args.join(' ')).not.toContain('resume');
  });

  test('gives up after the repair', async () => {
    const never = { recorded: 'never-schema' };
    const { answer, calls } = await ask(preset, { plays: [never, never, answered] });
    expect(answer).toMatchObject({
      ok: false,
      kind: 'schema',
      retryable: false,
      message: expect.stringContaining('It holds no JSON.') as string,
    });
    expect(calls).toHaveLength(2);
  });

  test('checks what JSON Schema cannot say', async () => {
    const schema = decision.refine((each) => each.decision === 'stop', { path: ['decision'], message: 'only stop is left' });
    const { answer, calls } = await ask(preset, { plays: [answered, answered], form: formOf(schema) });
    expect(answer).toMatchObject({
      ok: false,
      kind: 'schema',
      message: expect.stringContaining('decision: only stop is left') as string,
    });
    expect(calls).toHaveLength(2);
    expect(calls[1]?.prompt).toContain('- decision: only stop is left');
  });

  test.each(['429', '500', 'unreachable'])('asks the next model after %s', async (which) => {
    const { answer, calls } = await ask(preset, { plays: [{ recorded: which }, answered], models: ['one', 'two', 'three'] });
    expect(answer).toMatchObject({ ok: true, value });
    expect(calls.map(({ args }) => args.find((arg) => arg.startsWith('--model=')))).toEqual(['--model=one', '--model=two']);
  });

  test.each([
    ['401', 'auth'],
    ['400', 'config'],
    ['unknown-flag', 'config'],
    ['slow', 'process'],
  ])('asks no other model after %s', async (which, kind) => {
    const { answer, calls } = await ask(preset, { plays: [{ recorded: which }, answered], models: ['one', 'two'] });
    expect(answer).toMatchObject({ ok: false, kind, retryable: false });
    expect(calls).toHaveLength(1);
  });

  test('may be asked again later where every model failed', async () => {
    const plays = [{ recorded: '529' }, { recorded: '429' }];
    const { answer } = await ask(preset, { plays, models: ['one', 'two'] });
    expect(answer).toMatchObject({ ok: false, kind: 'rate_limit', retryable: true });
  });

  const session = { id: '00000000-0000-4000-8000-00000000abcd', used: { usd: 0.5, tokens: { input: 9, cached: 9, output: 9 } } };

  test('begins anew where it does not know the session and the prompt is complete; what failed cost nothing', async () => {
    const plays = [{ recorded: 'unknown-session' }, answered];
    const { answer, calls } = await ask(preset, { plays, session, isComplete: true });
    expect(answer).toMatchObject({ ok: true, value, costUsd: once[preset] });
    expect(calls.map(({ args }) => args.join(' ').includes(session.id))).toEqual([true, false]);
    expect(calls[1]?.prompt).toBe('Retry or stop?');
  });

  test('does not begin anew where the prompt needs the session', async () => {
    const { answer, calls } = await ask(preset, { plays: [{ recorded: 'unknown-session' }, answered], session });
    expect(answer).toMatchObject({ ok: false, kind: 'session', retryable: false, costUsd: 0 });
    expect(calls).toHaveLength(1);
  });

  test('is ended at the time limit; the cost is not known, and counts with its maximum', async () => {
    const started = { 'claude-code': 'system","subtype":"init","session_id":"s-1"', codex: 'thread.started","thread_id":"s-1"' }[
      preset
    ];
    const script = `echo '{"type":"${started}}'; exec sleep 1000`;
    const budget = createSharedBudget(1);
    const { answer } = await ask(preset, { plays: [{ script }], timeoutMs: 1_000, budget, maxUsd: 0.4 });
    expect(answer).toMatchObject({ ok: false, kind: 'timeout', retryable: false, costUsd: null, session: { id: 's-1' } });
    expect(budget.leftUsd()).toBe(0.6);
  });

  test('is not started without money; the budget pays what a run cost', async () => {
    const budget = createSharedBudget(0.003);
    expect((await ask(preset, { plays: [answered], budget })).answer).toMatchObject({ ok: true });
    expect(budget.leftUsd()).toBeCloseTo(0.003 - once[preset], 6);
    expect((await ask(preset, { plays: [answered], budget })).answer).toMatchObject({ ok: true });
    const { answer, calls } = await ask(preset, { plays: [answered], budget });
    expect(answer).toMatchObject({ ok: false, kind: 'budget', costUsd: 0, message: 'Nothing is left of the budget of $0.003.' });
    expect(calls).toEqual([]);
  });

  test('a program that is not there is named', async () => {
    const { ask: run } = prepare(preset, { plays: [], config: { program: '/no/such/program' } });
    expect(await run()).toMatchObject({
      ok: false,
      kind: 'config',
      costUsd: 0,
      message: expect.stringContaining('asked') as string,
    });
  });

  test('is stopped with its task, and what it may have cost counts', async () => {
    const stop = new AbortController();
    const budget = createSharedBudget(1);
    const { ask: run, program } = prepare(preset, {
      plays: [{ script: 'exec sleep 1000' }],
      signal: stop.signal,
      budget,
      maxUsd: 0.4,
    });
    const asking = run();
    const timer = setInterval(() => {
      if (program.calls().length === 1) stop.abort();
    }, 50);
    await expect(asking).rejects.toThrow(TaskStopped);
    clearInterval(timer);
    expect(budget.leftUsd()).toBe(0.6);
  });
});

test('claude-code gets limits, schema and access as arguments, and of money the least', async () => {
  const budget = createSharedBudget(0.3);
  const config = { max_turns: 30 };
  const { calls } = await ask('claude-code', { plays: [answered], maxUsd: 0.5, maxTurns: 4, budget, config, models: ['opus'] });
  expect(calls[0]?.args).toEqual(
    expect.arrayContaining(['--max-budget-usd=0.3', '--max-turns=4', '--model=opus', '--tools=Read,Grep,Glob']),
  );
  const schema = calls[0]?.args.find((arg) => arg.startsWith('--json-schema='));
  expect(schema).toContain('"$schema":"http://json-schema.org/draft-07/schema#"');
});

test('claude-code that may write gets the tools for it', async () => {
  const { calls } = await ask('claude-code', { plays: [answered], access: 'write' });
  expect(calls[0]?.args.join(' ')).toContain('--allowed-tools=Bash');
});

test('the models of worker.yaml are asked in their order', async () => {
  const config = { model: 'opus', fallback_models: ['sonnet'] };
  const { answer, calls } = await ask('claude-code', { plays: [{ recorded: '529' }, answered], config });
  expect(answer.ok).toBe(true);
  expect(calls.map(({ args }) => args.filter((arg) => /model/.test(arg)))).toEqual([['--model=opus'], ['--model=sonnet']]);
});

test('a repair in claude-code pays for its own part of the session', async () => {
  const first = { recorded: 'never-schema', replace: [['"total_cost_usd":0.00524', '"total_cost_usd":0.00262']] } as const;
  const { answer } = await ask('claude-code', { plays: [first, secondOf['claude-code']] });
  expect(answer).toMatchObject({ ok: true, costUsd: 0.00524 });
});

test('a repair in codex pays for its own part of the session; the limit of turns is told in words', async () => {
  const { answer, calls } = await ask('codex', { plays: [{ recorded: 'bad-schema' }, secondOf.codex], maxTurns: 3 });
  expect(answer).toMatchObject({ ok: true, costUsd: 0.0054 });
  expect(calls[0]?.prompt).toContain('Turns at most: 3');
  expect(calls[1]?.prompt).toContain('- decision: ');
  expect(calls[1]?.prompt).toContain('- reason: ');
});

test('codex is ended when its budget is used up by the price of an hour', async () => {
  const config = { usd_per_hour: 3_600 };
  const { answer } = await ask('codex', { plays: [{ script: 'exec sleep 1000' }], maxUsd: 0.5, config });
  expect(answer).toMatchObject({ ok: false, kind: 'budget', costUsd: null });
});

test('codex without prices has no known cost', async () => {
  const { ask: run } = prepare('codex', { plays: [answered], config: { prices: undefined } });
  expect(await run()).toMatchObject({ ok: true, costUsd: null, turns: 1 });
});

test.each([
  { own: undefined, asked: 'other', isKnown: true },
  { own: 'own', asked: 'own', isKnown: true },
  { own: 'own', asked: 'other', isKnown: false },
])('codex with the prices of $own, asked with $asked, has a known cost: $isKnown', async ({ own, asked, isKnown }) => {
  const config = own === undefined ? {} : { model: own };
  const { answer } = await ask('codex', { plays: [answered], config, models: [asked] });
  expect(answer).toMatchObject({ ok: true, costUsd: isKnown ? once.codex : null });
});

test('an inquiry without a model is refused', async () => {
  expect((await ask('claude-code', { plays: [], models: [] })).answer).toMatchObject({ ok: false, kind: 'config' });
});
