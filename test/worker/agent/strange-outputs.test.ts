/** What the presets read in outputs that are cut, that hold odd values, or that say two things: no failure is a success, and no cost is made up. */
import type { FailureKind, Reading } from '../../../worker/agent/preset.ts';
import { presets } from '../../../worker/agent/presets.ts';
import { providerFailure } from '../../../worker/agent/provider-failure.ts';
import { presetNames, type PresetName } from '../../../contracts/worker-config.ts';
import { askWith } from './ask.ts';
import { namesOf, recordedOutput, versionsOf } from './recorded-output.ts';

const prices = { input: 1.25, cached_input: 0.125, output: 10 };
const asked = askWith({ prices });

const linesOf = (...events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const read = (program: PresetName, stdout: string, session?: Parameters<typeof askWith>[0]): Reading =>
  presets[program].read({ stdout, stderr: '', exitCode: 0 }, { ...asked, ...session });

const init = { type: 'system', subtype: 'init', session_id: 's' };
const spoken = { type: 'assistant', session_id: 's', message: { model: 'm', content: [{ type: 'text', text: 'Done' }] } };
const ended = (more: object = {}): object => ({
  ...{ type: 'result', subtype: 'success', is_error: false, result: 'Done', session_id: 's', num_turns: 1, total_cost_usd: 0.01 },
  ...more,
});
const started = { type: 'turn.started' };
const message = { type: 'item.completed', item: { type: 'agent_message', text: 'Done' } };
const completed = (usage: unknown = { input_tokens: 1_000, cached_input_tokens: 200, output_tokens: 100 }): object => ({
  ...{ type: 'turn.completed', usage },
});

interface Strange {
  readonly name: string;
  readonly of: PresetName;
  readonly events: readonly object[];
  readonly ok: boolean;
  readonly costUsd: number | null;
  /** Of a failure. */
  readonly kind?: FailureKind;
}

const costs = [-1, 1e300, null, '0.01', {}];
const usages = [null, 7, {}, { input_tokens: -1, output_tokens: 1 }, { input_tokens: 1e300, output_tokens: 1 }];
const nothingUsed = { input_tokens: 0, cached_input_tokens: 0, output_tokens: 0 };

const ofClaude: readonly Omit<Strange, 'of'>[] = [
  { name: 'a failure that is no error', events: [ended({ subtype: 'error_during_execution' })], ...{ ok: false, costUsd: 0.01 } },
  {
    name: 'a failure of a new kind, of the provider',
    events: [ended({ subtype: 'error_of_next_year', is_error: true, api_error_status: 529 })],
    ...{ ok: false, costUsd: 0.01, kind: 'provider' as const },
  },
  { name: 'a failure of a new kind', events: [ended({ subtype: 'error_of_next_year' })], ...{ ok: false, costUsd: 0.01 } },
  { name: 'a success that does not say so', events: [ended({ is_error: 'no' })], ...{ ok: false, costUsd: 0.01 } },
  { name: 'an end that says nothing', events: [ended(), { type: 'result' }], ...{ ok: false, costUsd: null, kind: 'process' } },
  { name: 'work that was aborted', events: [ended({ terminal_reason: 'aborted_streaming' })], ...{ ok: false, costUsd: 0.01 } },
  { name: 'a success after an error', events: [ended({ is_error: true }), spoken, ended()], ...{ ok: true, costUsd: 0.01 } },
  {
    name: 'an error in another form after a success',
    events: [ended(), ended({ is_error: true, errors: [{ message: 'It broke.' }] })],
    ...{ ok: false, costUsd: 0.01, kind: 'agent' },
  },
  {
    name: 'work that goes on after a success',
    events: [ended(), init, spoken],
    ...{ ok: false, costUsd: null, kind: 'process' },
  },
  { name: 'an answer that used nothing', events: [ended({ total_cost_usd: 0 })], ...{ ok: true, costUsd: null } },
  ...costs.map((usd) => ({
    name: `a cost of ${JSON.stringify(usd)}`,
    events: [ended({ total_cost_usd: usd })],
    ...{ ok: true, costUsd: null },
  })),
  ...[-1, 1.5, null, 'two'].map((turns) => ({
    name: `turns of ${JSON.stringify(turns)}`,
    events: [ended({ num_turns: turns, session_id: null, result: null })],
    ...{ ok: true, costUsd: 0.01 },
  })),
];

const ofCodex: readonly Omit<Strange, 'of'>[] = [
  {
    name: 'a failure in another form after a success',
    events: [completed(), { type: 'turn.failed', error: 'It broke.' }],
    ...{ ok: false, costUsd: null, kind: 'agent' },
  },
  {
    name: 'a second turn that does not end',
    events: [completed(), started, message],
    ...{ ok: false, costUsd: null, kind: 'process' },
  },
  { name: 'an answer that used nothing', events: [completed(nothingUsed)], ...{ ok: true, costUsd: null } },
  ...usages.map((usage) => ({
    name: `a use of ${JSON.stringify(usage)}`,
    events: [completed(usage)],
    ...{ ok: true, costUsd: null },
  })),
];

const strange: readonly Strange[] = [
  ...ofClaude.map((each) => ({ ...each, of: 'claude-code' as const, events: [init, spoken, ...each.events] })),
  ...ofCodex.map((each) => ({ ...each, of: 'codex' as const, events: [started, message, ...each.events] })),
];

test.each(strange)('$of: $name', ({ of, events, ok, costUsd, kind }) => {
  const reading = read(of, linesOf(...events));
  expect(reading).toMatchObject({ ok, costUsd, turns: 1, text: 'Done', failure: ok ? null : {} });
  if (kind !== undefined) expect(reading.failure?.kind).toBe(kind);
  if (costUsd === null && !reading.used?.tokens) expect(reading.used).toBeUndefined();
});

test('the error with which codex ends without an end of its turn is its failure, unless the worker ended it', () => {
  const told = { type: 'error', message: 'unexpected status 401 Unauthorized: The key is not valid.' };
  const end = { stdout: linesOf(started, told), stderr: '' };
  const failureAt = (exitCode: number | null) => presets.codex.read({ ...end, exitCode }, asked).failure;
  expect(failureAt(1)).toEqual({ kind: 'auth', message: told.message });
  expect(failureAt(null)).toMatchObject({ kind: 'process' });
  expect(read('codex', linesOf(started, told, message)).failure).toMatchObject({ kind: 'process' });
});

test('a session that has used nothing more since the last run has no known cost', () => {
  const tokens = { input: 1_000, cached: 200, output: 100 };
  const session = { session: { id: 's', used: { usd: 0.01, tokens } } };
  expect(read('claude-code', linesOf(spoken, ended()), session).costUsd).toBeNull();
  expect(read('codex', linesOf(started, message, completed()), session).costUsd).toBeNull();
});

describe.each(presetNames)('%s', (program) => {
  const outputs = versionsOf(program).flatMap((version) =>
    namesOf(program, version).map((name) => recordedOutput(program, version, name)),
  );

  test('no output that was cut is a success, or tells a cost', () => {
    for (const { stdout } of outputs) {
      const whole = Buffer.from(stdout.trimEnd());
      const lastLine = whole.lastIndexOf('\n');
      for (let length = 0; length < whole.length; length += length < lastLine ? 331 : 37) {
        // As its bytes came: a cut character is not valid UTF-8.
        expect(read(program, whole.subarray(0, length).toString('utf8'))).toMatchObject({ ok: false, costUsd: null });
      }
    }
  });

  test('no failure is a success because a line of it is lost or broken', () => {
    for (const { stdout } of outputs.filter((output) => !presets[program].read(output, asked).ok)) {
      const lines = stdout.split('\n');
      lines.forEach((line, at) => {
        for (const other of ['', line.slice(1), `\u001b[0m${line}`, line.replaceAll(/true|false|null|\d+/g, 'NaN')]) {
          expect(read(program, lines.toSpliced(at, 1, other).join('\n')).ok).toBe(false);
        }
      });
    }
  });
});

test.each([
  {
    status: 429,
    kind: 'rate_limit',
    said: 'Rate limit reached. Add a payment method at https://platform.example/account/billing.',
  },
  { status: 429, kind: 'auth', said: "You've hit your session limit · resets 3pm" },
  { status: 429, kind: 'auth', said: 'You exceeded your current quota, please check your plan and billing details.' },
  { status: null, kind: 'auth', said: "You've hit your limit · resets 3pm (UTC)" },
  { status: null, kind: 'auth', said: "You've hit your monthly spend limit." },
  { status: 400, kind: 'auth', said: 'Your credit balance is too low. Please go to Plans & Billing.' },
  { status: 402, kind: 'auth', said: 'Payment required' },
  { status: 500, kind: 'provider', said: 'The billing service failed.' },
  { status: 503, kind: 'provider', said: 'The quota service is unavailable.' },
  { status: 409, kind: 'provider', said: 'Conflict' },
  { status: 413, kind: 'agent', said: 'Request too large' },
  { status: 422, kind: 'config', said: 'Not processable' },
] as const)('an answer of the provider, $status "$said", is $kind', ({ status, kind, said }) => {
  expect(providerFailure(status, said)).toEqual({ kind, message: said });
});
