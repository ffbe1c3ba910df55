/** Decisions of the real programs with a scripted model, through the typed helper. Run by run.ts. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { presetNames, workerConfig, type PresetName } from '../../contracts/worker-config.ts';
import { formOf } from '../../worker/agent/ask/answer-form.ts';
import type { HiredAgent } from '../../worker/agent/ask/one-run.ts';
import { createSharedBudget } from '../../worker/agent/ask/shared-budget.ts';
import { askAgent, type Inquiry } from '../../worker/agent/ask-agent.ts';
import { createSandbox, type Sandbox } from '../../worker/sandbox/sandbox.ts';
import { fewTries } from './agent-bench.ts';
import { makeHomeFolder } from './home-folder.ts';
import { agentOf } from './install-agents.ts';
import { goodValue } from './model/scenarios.ts';
import { startScriptedModel, type ScriptedModel } from './model/scripted-model.ts';
import { callUsd, codexPrices, keyOfPreset, modelOf, testKey } from './start-of.ts';

const decision = z.object({ decision: z.enum(['retry', 'stop']), reason: z.string() });

let folder: string;
let homes: string;
let model: ScriptedModel;
let sandbox: Sandbox;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bgagent-ask-'));
  homes = makeHomeFolder();
  model = await startScriptedModel(join(folder, 'requests.jsonl'));
});
beforeEach(() => {
  sandbox = createSandbox(folder);
  mkdirSync(sandbox.repo);
});
afterEach(() => sandbox.remove());
afterAll(async () => {
  await model.stop();
  for (const each of [folder, homes]) rmSync(each, { recursive: true, force: true });
});

function hire(preset: PresetName, key = testKey): HiredAgent {
  const codex = preset === 'codex' ? { prices: codexPrices, args: fewTries } : {};
  const agents = {
    asked: { preset, program: agentOf(preset).program, base_url: model.origin, model: modelOf[preset], ...codex },
  };
  const config = workerConfig.parse({ agents }).agents['asked'];
  if (!config || !('preset' in config)) throw new Error('It is a preset.');
  const home = join(homes, preset);
  mkdirSync(home, { recursive: true });
  return {
    ...{ name: 'asked', config, sandbox, walled: false },
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: home, TMPDIR: sandbox.tmp, [keyOfPreset(preset)]: key },
    output: { shown: { append: () => undefined }, raw: { append: () => undefined } },
  };
}

const ask = (agent: HiredAgent, scenario: string, more: Partial<Inquiry<z.infer<typeof decision>>> = {}) =>
  askAgent(agent, {
    ...{ prompt: `[[scenario:${scenario}]] Retry or stop?`, form: formOf(decision), access: 'read', timeoutMs: 120_000 },
    ...{ signal: new AbortController().signal, ...more },
  });

describe.each(presetNames)('%s', (preset) => {
  const sumOf = (calls: number): unknown => expect.closeTo(calls * callUsd[preset], 6);

  test('decides, and says what it cost', async () => {
    const answer = await ask(hire(preset), 'schema');
    expect(answer).toMatchObject({
      ok: true,
      value: goodValue,
      costUsd: sumOf(1),
      model: expect.stringContaining(modelOf[preset]) as string,
    });
    expect(readdirSync(sandbox.repo)).toEqual([]);
  });

  test('repairs an answer in the same session, and pays for each answer of the model once', async () => {
    const before = model.requests().length;
    const answer = await ask(hire(preset), 'mend');
    expect(answer).toMatchObject({ ok: true, value: goodValue });
    expect(answer.costUsd).toEqual(sumOf(model.requests().length - before));
    expect(
      model
        .requests()
        .slice(before)
        .every(({ scenario }) => scenario === 'mend'),
    ).toBe(true);
  });

  test('an answer that never fits ends in one error', async () => {
    expect(await ask(hire(preset), 'never-schema')).toMatchObject({ ok: false, kind: 'schema', retryable: false });
  });

  test('goes on in a session, and begins anew where there is none', async () => {
    const agent = hire(preset);
    const first = await ask(agent, 'schema');
    const second = await ask(agent, 'schema', { session: first.session ?? { id: '', used: undefined } });
    expect(second).toMatchObject({ ok: true, costUsd: sumOf(1), session: { id: first.session?.id } });
    const session = { id: '00000000-0000-4000-8000-00000000abcd', used: undefined };
    expect(await ask(agent, 'schema', { session, isComplete: true })).toMatchObject({ ok: true, costUsd: sumOf(1) });
    expect(await ask(agent, 'schema', { session })).toMatchObject({ ok: false, kind: 'session', costUsd: 0 });
  });

  test('another model answers where the first has no capacity', async () => {
    const models = preset === 'codex' ? ['gpt-5.5', 'gpt-6-sol'] : ['opus', 'haiku'];
    const answer = await ask(hire(preset), 'busy-schema refuse=claude-opus-5-5,gpt-5.5', { models });
    expect(answer).toMatchObject({ ok: true, value: goodValue, model: expect.stringContaining(models[1] ?? '') as string });
  });

  test('a wrong key is an error that no repetition mends', async () => {
    const answer = await ask(hire(preset, 'wrong-key'), 'schema', { models: [modelOf[preset], modelOf[preset]] });
    expect(answer).toMatchObject({ ok: false, kind: 'auth', retryable: false });
  });

  test('a budget ends with what its inquiries cost', async () => {
    const budget = createSharedBudget(callUsd[preset] * 1.5);
    expect(await ask(hire(preset), 'schema', { budget })).toMatchObject({ ok: true });
    expect(budget.leftUsd()).toBeCloseTo(callUsd[preset] * 0.5, 6);
    // The second goes over what is left, which claude-code says and codex does not know.
    await ask(hire(preset), 'schema', { budget });
    expect(await ask(hire(preset), 'schema', { budget })).toMatchObject({ ok: false, kind: 'budget', costUsd: 0 });
  });

  test('an inquiry without an answer ends with its time, and counts with its maximum', async () => {
    const budget = createSharedBudget(1);
    const answer = await ask(hire(preset), 'hang', { timeoutMs: 5_000, budget, maxUsd: 0.25 });
    expect(answer).toMatchObject({ ok: false, kind: 'timeout', costUsd: null });
    expect(budget.leftUsd()).toBe(0.75);
  });
});
