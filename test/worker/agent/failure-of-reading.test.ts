import { failureOfTask } from '../../../core/failure.ts';
import { failureOfReading } from '../../../worker/agent/failure-of-reading.ts';
import type { FailureKind } from '../../../worker/agent/preset.ts';
import { presets } from '../../../worker/agent/presets.ts';

const about = { name: 'mine', preset: presets['claude-code'], ask: { maxTurns: 5, maxUsd: 0.5 }, problem: 'exit code 1' };
const failureOf = (kind: FailureKind, message = 'what it said') => {
  const { status, message: text, classification } = failureOfReading({ kind, message }, about).failure;
  return failureOfTask({ status, build_passed: null, error_message: text, error_classification: classification });
};

const expected: Record<FailureKind, [failureClass: string, code: string, by: string, retryable: boolean, message: RegExp]> = {
  auth: [
    'auth',
    'AUTH_REFUSED',
    'service',
    false,
    /refused the agent mine .*: what it said\. Check the key \(ANTHROPIC_API_KEY or /,
  ],
  rate_limit: ['network', 'RATE_LIMITED', 'transient', true, /limits the agent mine \(claude-code\): what it said/],
  provider: ['network', 'PROVIDER_ERROR', 'transient', true, /provider of the agent mine .* failed: what it said/],
  turns: ['agent', 'TURNS', 'user', false, /its limit of 5 turns: what it said/],
  budget: ['budget', 'BUDGET', 'user', false, /its budget of \$0\.50: what it said/],
  schema: ['agent', 'SCHEMA', 'user', false, /did not answer in the schema: what it said/],
  session: ['config', 'SESSION', 'service', false, /does not know the session .*: what it said/],
  config: ['config', 'BAD_CONFIG', 'service', false, /what it said\. Check agents\.mine in worker\.yaml/],
  agent: ['agent', 'AGENT_FAILED', 'user', false, /The agent mine \(claude-code\) failed: what it said/],
  process: ['agent', 'PROCESS', 'user', false, /did not come to its end \(exit code 1\): what it said/],
};

test.each(Object.entries(expected))('%s', (kind, [failureClass, code, by, retryable, message]) => {
  // The keys are those of the type.
  const failure = failureOf(kind as FailureKind);
  expect(failure).toMatchObject({ class: failureClass, code, by, retryable });
  expect(failure?.message).toMatch(message);
});

test('a long sentence is cut, and holds no instructions for a terminal', () => {
  const message = failureOf('agent', `\u001b[31mred\u001b[0m ${'x'.repeat(5_000)}`)?.message ?? '';
  expect(message).toContain(': red xxx');
  expect(message.length).toBeLessThan(1_500);
});
