/** What is recorded of each program: how it is asked, and in which scenario. */
import type { PresetName } from '../../contracts/worker-config.ts';

export interface Recording {
  readonly name: string;
  /** Absent: of both programs. */
  readonly of?: PresetName;
  readonly prompt: string;
  readonly access?: 'read';
  readonly model?: string;
  readonly fallback?: string;
  readonly maxTurns?: number;
  readonly maxUsd?: number;
  readonly schema?: true;
  /** The session of the recording before it, or an id that the program does not know. */
  readonly session?: 'previous' | 'unknown';
  readonly args?: readonly string[];
  readonly key?: string;
  /** Sends SIGTERM once the program has printed this; where `waits`, a second later, when it does nothing more. */
  readonly endAfter?: RegExp;
  readonly waits?: true;
  /** No server listens where the program looks for it. */
  readonly unreachable?: true;
}

const scenario = (name: string, more: Partial<Recording> = {}): Recording => ({
  ...{ name, prompt: `[[scenario:${name}]] Do what the scenario says.` },
  ...more,
});
const as = (name: string, recorded: string, more: Partial<Recording> = {}): Recording => ({
  ...scenario(name, more),
  name: recorded,
});

const statuses = ['400', '401', '403', '404', '429', 'quota', '500', '529'];
const broken = ['garbage', 'nothing', 'half'];

/** In the order in which they are recorded. */
export const recordings: readonly Recording[] = [
  ...['edit', 'say', 'silent', 'unmetered', 'result', 'ask', 'env'].map((name) => scenario(name)),
  as('edit', 'read-only', { access: 'read' }),
  as('loop', 'turns', { of: 'claude-code', maxTurns: 3 }),
  as('loop', 'budget', { of: 'claude-code', maxUsd: 0.01 }),
  as('edit', 'budget-at-the-end', { of: 'claude-code', maxUsd: 0.007 }),
  ...[...statuses, ...broken].map((name) => scenario(name)),
  as('edit', 'unreachable', { unreachable: true }),
  as('edit', 'wrong-key', { key: 'wrong-key' }),
  scenario('schema', { schema: true, access: 'read' }),
  scenario('bad-schema', { schema: true, access: 'read' }),
  scenario('never-schema', { schema: true, access: 'read' }),
  as('fenced', 'fenced', { schema: true, access: 'read' }),
  ...(['claude-code', 'codex'] as const).map((of) => ({
    ...as('busy', 'busy', { of, model: of === 'codex' ? 'gpt-5.5' : 'opus', fallback: 'haiku' }),
    prompt: '[[scenario:busy refuse=claude-opus-5-5,gpt-5.5]] Do what the scenario says.',
  })),
  as('say', 'before-resume'),
  as('edit', 'resume', { session: 'previous' }),
  as('edit', 'unknown-session', { session: 'unknown' }),
  as('edit', 'unknown-flag', { args: ['--no-such-flag-of-the-program'] }),
  scenario('slow', { endAfter: /tail -f/, waits: true }),
  scenario('hang', { endAfter: /"(?:init|turn\.started)"/, waits: true }),
  as('loop', 'loop-ended', { endAfter: /echo step 4/ }),
];
