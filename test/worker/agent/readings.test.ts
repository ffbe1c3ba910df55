/** What the presets read in outputs of the real programs. */
import type { PresetName } from '../../../contracts/worker-config.ts';
import type { Ask, FailureKind, Reading } from '../../../worker/agent/preset.ts';
import { presets } from '../../../worker/agent/presets.ts';
import { askWith } from './ask.ts';
import { namesOf, recordedOutput, versionsOf } from './recorded-output.ts';

const session = '00000000-0000-4000-8000-000000000001';
const schema = { text: '{}', file: '/schema' };
const prices = { input: 1.25, cached_input: 0.125, output: 10 };
/** What the session had used after the recording `before-resume`. */
const before = { usd: 0.00262, tokens: { input: 1_000, cached: 200, output: 100 } };

/** A run that ended well: its turns, its cost in USD, and the beginning of its last message. */
const well = (turns: number, costUsd: number, text: string, more: Partial<Reading> = {}) => ({
  ...{
    ok: true,
    turns,
    costUsd,
    sessionId: session,
    failure: null,
    text: expect.stringMatching(new RegExp(`^${text}`)) as string,
  },
  ...more,
});
const failed = (kind: FailureKind, message: string, more: Partial<Reading> = {}) => ({
  ...{ ok: false, failure: { kind, message: expect.stringContaining(message) as string } },
  ...more,
});

interface Case {
  readonly ask?: Partial<Ask>;
  readonly reads: object;
}

const edited = 'Greet from the scripted model\n\nWrites greeting.txt';
const resumed = { session: { id: session, used: before } };
const value = { decision: 'retry', reason: 'The test is flaky.' };
const processEnded = failed('process', '', { costUsd: null, used: undefined });

const claudeCode: Record<string, Case> = {
  edit: { reads: well(3, 0.00786, edited, { model: 'claude-sonnet-5-5', used: { usd: 0.00786, tokens: null } }) },
  say: { reads: well(1, 0.00262, 'Nothing to do') },
  silent: { reads: well(2, 0.00524, '$') },
  unmetered: { reads: well(1, 0, 'Nothing to do', { costUsd: null, used: undefined }) },
  result: { reads: well(2, 0.00524, edited) },
  ask: { reads: well(2, 0.00524, 'I have asked a question', { question: null }) },
  env: { reads: well(2, 0.00524, edited) },
  'read-only': { ask: { access: 'read' }, reads: well(3, 0.00786, edited) },
  turns: { ask: { maxTurns: 3 }, reads: failed('turns', 'maximum number of turns (3)', { costUsd: 0.00786, turns: 4 }) },
  budget: { ask: { maxUsd: 0.01 }, reads: failed('budget', 'maximum budget ($0.01)', { costUsd: 0.01048, turns: 4 }) },
  'budget-at-the-end': { ask: { maxUsd: 0.007 }, reads: failed('budget', 'maximum budget', { costUsd: 0.00786, turns: 3 }) },
  400: { reads: failed('config', 'The request is not valid') },
  401: { reads: failed('auth', 'The key is not valid', { costUsd: 0 }) },
  403: { reads: failed('auth', 'may not use this model') },
  404: { reads: failed('config', "There's an issue with the selected model") },
  429: { reads: failed('rate_limit', 'Too many requests') },
  quota: { reads: failed('auth', 'exceeded your current quota') },
  500: { reads: failed('provider', 'An internal error') },
  529: { reads: failed('provider', 'Overloaded') },
  garbage: { reads: failed('provider', 'empty or malformed response') },
  nothing: { reads: failed('provider', 'Connection dropped') },
  half: { reads: failed('provider', 'Connection to the API was lost') },
  unreachable: { reads: failed('provider', 'Connection refused') },
  'wrong-key': { reads: failed('auth', 'The key is not valid') },
  schema: { ask: { schema }, reads: well(2, 0.00262, '{"decision"', { value }) },
  'bad-schema': { ask: { schema }, reads: failed('schema', 'does not match required schema') },
  // The caller of the helper checks that there is a value.
  'never-schema': { ask: { schema }, reads: well(2, 0.00524, 'I would rather not', { value: undefined }) },
  fenced: { ask: { schema }, reads: well(2, 0.00524, 'Here is my answer', { value: undefined }) },
  busy: { reads: well(3, 0.000396, edited, { model: 'claude-haiku-5-5' }) },
  'before-resume': { reads: well(1, 0.00262, 'Nothing to do', { used: { usd: 0.00262, tokens: null } }) },
  resume: { ask: resumed, reads: well(3, 0.00786, edited, { used: { usd: 0.01048, tokens: null } }) },
  'unknown-session': { ask: resumed, reads: failed('session', 'No conversation found') },
  'unknown-flag': { reads: failed('config', "unknown option '--no-such-flag", { sessionId: null, costUsd: null }) },
  slow: { reads: { ...processEnded, sessionId: session, turns: 2 } },
  hang: { reads: { ...processEnded, sessionId: session, turns: null } },
  'loop-ended': { reads: { ...processEnded, sessionId: session, model: 'claude-sonnet-5-5' } },
};

const codex: Record<string, Case> = {
  edit: { ask: { prices, model: 'gpt-5.5' }, reads: well(3, 0.006075, edited, { model: 'gpt-5.5' }) },
  say: { ask: { prices }, reads: well(1, 0.002025, 'Nothing to do', { model: null }) },
  silent: { ask: { prices }, reads: well(1, 0.002025, '$', { turns: expect.anything() as number }) },
  unmetered: { ask: { prices }, reads: well(1, 0, 'Nothing to do', { costUsd: null, used: undefined }) },
  result: { ask: { prices }, reads: well(2, 0.00405, edited) },
  ask: {
    reads: {
      ...well(2, 0, 'I have asked a question'),
      costUsd: null,
      used: { usd: null, tokens: { input: 2_000, cached: 400, output: 200 } },
    },
  },
  env: { ask: { prices }, reads: well(2, 0.00405, edited) },
  'read-only': { ask: { access: 'read', prices }, reads: well(2, 0.006075, edited) },
  400: { reads: failed('config', 'The request is not valid', { costUsd: null }) },
  401: { reads: failed('auth', 'The key is not valid') },
  403: { reads: failed('auth', 'may not use this model') },
  404: { reads: failed('config', 'There is no such model') },
  429: { reads: failed('rate_limit', '429 Too Many Requests') },
  quota: { reads: failed('auth', 'Quota exceeded. Check your plan and billing details.') },
  500: { reads: failed('provider', 'high demand') },
  529: { reads: failed('provider', 'Overloaded') },
  garbage: { reads: failed('provider', 'stream closed before response.completed') },
  nothing: { reads: failed('provider', 'error sending request') },
  half: { reads: failed('provider', 'stream disconnected') },
  unreachable: { reads: failed('provider', 'Connection failed') },
  'wrong-key': { reads: failed('auth', 'The key is not valid') },
  schema: { ask: { schema, prices }, reads: well(1, 0.002025, '{"decision"', { value }) },
  'bad-schema': {
    ask: { schema, prices },
    reads: well(1, 0.002025, '{"decision"', { value: { decision: 'perhaps', reason: 7 } }),
  },
  'never-schema': { ask: { schema, prices }, reads: well(1, 0.002025, 'I would rather not', { value: undefined }) },
  fenced: { ask: { schema, prices }, reads: well(1, 0.002025, 'Here is my answer') },
  busy: { reads: failed('provider', 'this model has no capacity') },
  'before-resume': { ask: { prices }, reads: well(1, 0.002025, 'Nothing to do') },
  resume: { ask: { prices, ...resumed }, reads: well(3, 0.006075, edited) },
  'unknown-session': { ask: resumed, reads: failed('session', 'no rollout found', { costUsd: null }) },
  'unknown-flag': { reads: failed('config', "unexpected argument '--no-such-flag", { sessionId: null }) },
  slow: { reads: { ...processEnded, sessionId: session } },
  hang: { reads: { ...processEnded, sessionId: session, turns: null } },
  'loop-ended': { reads: { ...processEnded, sessionId: session } },
};

describe.each([
  ['claude-code' as const, claudeCode],
  ['codex' as const, codex],
])('%s', (program: PresetName, cases) => {
  describe.each(versionsOf(program))('%s', (version) => {
    test('every recorded output has a case, and every case an output', () => {
      expect(namesOf(program, version).sort()).toEqual(Object.keys(cases).sort());
    });

    test.each(Object.entries(cases))('%s', (name, { ask, reads }) => {
      expect(presets[program].read(recordedOutput(program, version, name), askWith(ask))).toMatchObject(reads);
    });

    test('any part of an output reads without an error, and none of it as a success before the end', () => {
      const whole = recordedOutput(program, version, 'edit');
      const end = whole.stdout.trimEnd().length;
      for (let length = 0; length < end; length += 97) {
        const part = { ...whole, exitCode: 0, stdout: whole.stdout.slice(0, length) };
        expect(presets[program].read(part, askWith())).toMatchObject({ ok: false, costUsd: null });
      }
    });

    test('a session whose earlier use is not known, or does not fit, has no known cost', () => {
      const output = recordedOutput(program, version, 'resume');
      const costWith = (used: typeof before | undefined) =>
        presets[program].read(output, askWith({ prices, session: { id: session, used } })).costUsd;
      expect(costWith(undefined)).toBeNull();
      expect(costWith({ usd: 5, tokens: { input: 9_000, cached: 0, output: 9_000 } })).toBeNull();
    });

    test('people see what the agent did and said, a line each', () => {
      const shown = recordedOutput(program, version, 'edit')
        .stdout.split('\n')
        .flatMap((line) => presets[program].show(line));
      expect(shown).toEqual([
        expect.stringMatching(/^\$ .*ls -a/),
        expect.stringMatching(/greeting\.txt$/),
        'Greet from the scripted model\n\nWrites greeting.txt and says hello in it.',
      ]);
    });

    test('lines that are no events show nothing', () => {
      for (const line of [
        '',
        'plain text',
        '{',
        '{"type":"assistant"}',
        '{"type":7}',
        '[]',
        'null',
        `{"type":"error","message":{}}`,
      ]) {
        expect(presets[program].show(line)).toEqual([]);
      }
    });
  });
});

test('a program that tells something other than it should is read as one that did not come to its end', () => {
  for (const preset of Object.values(presets)) {
    for (const stdout of ['', 'garbage', '{"type":"result"}\n{"type":"turn.started"}', '\u0000\u0000', '{}'.repeat(10_000)]) {
      const reading = preset.read({ stdout, stderr: 'it broke', exitCode: 1 }, askWith());
      expect(reading).toMatchObject({ ok: false, costUsd: null, turns: null, failure: { kind: 'process', message: 'it broke' } });
    }
  }
});

test('a message that is nothing but a question asks it', () => {
  const said = (text: string) =>
    `${JSON.stringify({ type: 'item.completed', item: { type: 'agent_message', text } })}\n{"type":"turn.completed"}\n`;
  const questionIn = (text: string) => presets.codex.read({ stdout: said(text), stderr: '', exitCode: 0 }, askWith()).question;
  expect(questionIn('{"question": "Which colour?"}')).toBe('Which colour?');
  expect(questionIn('```json\n{"question": "Which colour?"}\n```')).toBe('Which colour?');
  for (const text of ['Which colour?', '{"question": ""}', '{"question": "a", "b": 1}', 'So: {"question": "a"}']) {
    expect(questionIn(text)).toBeNull();
  }
});
