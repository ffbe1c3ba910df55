/** How the real programs behave with a scripted model: what the presets read of it, and which failure a fleet would see. Run by run.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { presetNames, type PresetName } from '../../contracts/worker-config.ts';
import { openAgentBench, type AgentBench, type Ran } from './agent-bench.ts';
import { editBody, editTitle, goodValue, question } from './model/scenarios.ts';
import { recordings, type Recording } from './recordings.ts';
import { callUsd } from './start-of.ts';

let bench: AgentBench;
beforeAll(async () => {
  bench = await openAgentBench();
});
afterAll(() => bench.close());

/** By its name in recordings.ts. */
const recorded = (name: string): Recording => {
  const found = recordings.find((each) => each.name === name);
  if (!found) throw new Error(`There is no recording ${name}.`);
  return found;
};
const scenario = (name: string, more: Partial<Recording> = {}): Recording => ({
  ...{ name, prompt: `[[scenario:${name}]] Do what the scenario says.` },
  ...more,
});

const callsCost = (name: PresetName, calls: number): unknown => expect.closeTo(calls * callUsd[name], 6);

/** Which scenario is which failure; `said` stands in its sentence, where the program passes on what the provider says. */
const ofProvider = [
  { which: '400', code: 'BAD_CONFIG', ofClass: 'config', said: 'The request is not valid' },
  { which: '401', code: 'AUTH_REFUSED', ofClass: 'auth', said: 'The key is not valid' },
  { which: '403', code: 'AUTH_REFUSED', ofClass: 'auth', said: 'The key may not use this model' },
  { which: '404', code: 'BAD_CONFIG', ofClass: 'config', said: 'model' },
  { which: '429', code: 'RATE_LIMITED', ofClass: 'network', said: '' },
  { which: 'quota', code: 'AUTH_REFUSED', ofClass: 'auth', said: 'quota' },
  { which: '500', code: 'PROVIDER_ERROR', ofClass: 'network', said: '' },
  { which: '529', code: 'PROVIDER_ERROR', ofClass: 'network', said: 'Overloaded' },
  { which: 'garbage', code: 'PROVIDER_ERROR', ofClass: 'network', said: '' },
  { which: 'nothing', code: 'PROVIDER_ERROR', ofClass: 'network', said: '' },
  { which: 'half', code: 'PROVIDER_ERROR', ofClass: 'network', said: '' },
  { which: 'unreachable', code: 'PROVIDER_ERROR', ofClass: 'network', said: '' },
];

describe.each(presetNames)('%s', (name) => {
  test('makes a real edit, and tells cost, turns, session and its last message', async () => {
    const { reading, failure, file, shown } = await bench.run(name, recorded('edit'));
    expect(failure).toBeNull();
    expect(reading).toMatchObject({ ok: true, text: `${editTitle}\n\n${editBody}`, turns: 3, question: null, failure: null });
    expect(reading.costUsd).toEqual(callsCost(name, 3));
    expect(reading.sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(file('greeting.txt')).toBe('hello from the scripted model\n');
    expect(shown).toContain('ls -a');
    expect(shown).toContain(editTitle);
    expect(shown).not.toContain('{"type"');
  });

  test('is not done before its commands are', async () => {
    const { reading, file } = await bench.run(name, scenario('background'));
    expect(reading).toMatchObject({ ok: true, turns: 2, costUsd: callsCost(name, 2) });
    expect(file('slow.txt')).toBe('done\n');
  });

  test('has no known cost where the provider counts no tokens', async () => {
    const { reading } = await bench.run(name, recorded('unmetered'));
    expect(reading).toMatchObject({ ok: true, costUsd: null, turns: 1 });
  });

  test('changes nothing where it may only read', async () => {
    const { reading, file } = await bench.run(name, recorded('read-only'));
    expect(reading.ok).toBe(true);
    expect(file('greeting.txt')).toBeUndefined();
  });

  test('asks in the result file', async () => {
    const { reading, sandbox } = await bench.run(name, recorded('ask'));
    expect(reading).toMatchObject({ ok: true, turns: 2 });
    expect(readFileSync(join(sandbox.tmp, 'result.json'), 'utf8')).toBe(JSON.stringify({ question }));
  });

  describe('where the provider fails', () => {
    let ran: ReadonlyMap<string, Ran>;
    // The programs wait between their tries: all at once.
    beforeAll(async () => {
      const runs = ofProvider.map(async ({ which }) => [which, await bench.run(name, recorded(which))] as const);
      ran = new Map(await Promise.all(runs));
    });

    test.each(ofProvider)('$which is $code', ({ which, code, ofClass, said }) => {
      const failure = ran.get(which)?.failure;
      const isTransient = ofClass === 'network';
      expect(failure).toMatchObject({ code, class: ofClass, by: isTransient ? 'transient' : 'service', retryable: isTransient });
      expect(failure?.message.toLowerCase()).toContain(said.toLowerCase());
    });
  });

  test('a session that it does not know is SESSION', async () => {
    const { failure } = await bench.run(name, recorded('unknown-session'));
    expect(failure).toMatchObject({ code: 'SESSION', class: 'config', by: 'service' });
  });

  test('an argument that it does not take is BAD_CONFIG', async () => {
    const { failure } = await bench.run(name, recorded('unknown-flag'));
    expect(failure).toMatchObject({ code: 'BAD_CONFIG', class: 'config', by: 'service' });
    expect(failure?.message).toContain('no-such-flag-of-the-program');
  });

  test('a session goes on elsewhere, and what it had cost is not counted again', async () => {
    const first = await bench.run(name, recorded('before-resume'));
    expect(first.reading.costUsd).toEqual(callsCost(name, 1));
    const second = await bench.run(name, recorded('resume'), { session: first.reading });
    expect(second.sandbox.repo).not.toBe(first.sandbox.repo);
    expect(second.reading).toMatchObject({ ok: true, sessionId: first.reading.sessionId });
    expect(second.reading.costUsd).toEqual(callsCost(name, 3));
    expect(second.file('greeting.txt')).toBe('hello from the scripted model\n');
    expect(first.file('greeting.txt')).toBeUndefined();
  });

  test('an answer in the schema is read', async () => {
    expect((await bench.run(name, recorded('schema'))).reading).toMatchObject({ ok: true, value: goodValue });
  });

  test('is ended at its time limit in a tool, in a loop or without an answer, and read until then', async () => {
    const runs = ['slow', 'hang', 'loop'].map((which) => bench.run(name, scenario(which), { timeoutMs: 5_000 }));
    for (const { end, reading, failure } of await Promise.all(runs)) {
      expect(end.kind).toBe('timed-out');
      expect(reading).toMatchObject({ ok: false, costUsd: null });
      expect(reading.sessionId).not.toBeNull();
      expect(failure).toMatchObject({ code: 'PROCESS', class: 'agent' });
    }
  });

  test('its commands see its key, and no variable of this process', async () => {
    process.env['ONLY_OF_THE_WORKER'] = 'x';
    const { file } = await bench.run(name, recorded('env'));
    const names = file('environment.txt')?.split('\n') ?? [];
    expect(names).toContain('BGAGENT_RESULT');
    expect(names).toContain(name === 'codex' ? 'CODEX_API_KEY' : 'ANTHROPIC_API_KEY');
    expect(names).not.toContain('ONLY_OF_THE_WORKER');
  });

  test('a very long answer is read', async () => {
    const { reading } = await bench.run(name, { name: 'flood', prompt: '[[scenario:flood times=200000]]' });
    expect(reading).toMatchObject({ ok: true, turns: 1 });
    expect(reading.text.length).toBeGreaterThan(1_000_000);
  });
});

describe('claude-code', () => {
  test('ends at its limit of turns', async () => {
    const { reading, failure } = await bench.run('claude-code', recorded('turns'));
    expect(failure).toMatchObject({ code: 'TURNS', class: 'agent', by: 'user' });
    expect(reading.costUsd).toEqual(callsCost('claude-code', 3));
  });

  test('ends at its budget, which it overshoots by one answer of the model at most', async () => {
    const { reading, failure } = await bench.run('claude-code', recorded('budget'));
    expect(failure).toMatchObject({ code: 'BUDGET', class: 'budget', by: 'user' });
    expect(reading.costUsd).toBeGreaterThan(0.01);
    expect(reading.costUsd).toBeLessThanOrEqual(0.01 + callUsd['claude-code']);
  });

  test('an answer that goes over the budget is an error, though the work is done', async () => {
    const { reading, failure, file } = await bench.run('claude-code', recorded('budget-at-the-end'));
    expect(failure).toMatchObject({ code: 'BUDGET' });
    expect(reading.costUsd).toEqual(callsCost('claude-code', 3));
    expect(file('greeting.txt')).toBeDefined();
  });

  test('a schema that the model does not meet is SCHEMA; one that it ignores is told by the missing value', async () => {
    expect((await bench.run('claude-code', recorded('bad-schema'))).failure).toMatchObject({ code: 'SCHEMA', class: 'agent' });
    expect((await bench.run('claude-code', recorded('never-schema'))).reading.value).toBeUndefined();
  });

  test('falls back to the next model where the first has no capacity', async () => {
    const { reading } = await bench.run('claude-code', recorded('busy'));
    expect(reading).toMatchObject({ ok: true, model: expect.stringContaining('haiku') as string });
  });
});

test('codex counts the tokens of what was cached at their own price', async () => {
  const { reading } = await bench.run('codex', recorded('say'));
  // 800 tokens at $2, 200 at $0.50 and 100 at $10 for a million.
  expect(reading.costUsd).toBe(0.0027);
});
