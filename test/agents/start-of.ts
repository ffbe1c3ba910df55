/** How a real program is started for a test: by its preset, with an environment of its own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PresetName } from '../../contracts/worker-config.ts';
import { presets } from '../../worker/agent/presets.ts';
import type { Ask, Session } from '../../worker/agent/preset.ts';
import type { InstalledAgent } from './install-agents.ts';
import type { Recording } from './recordings.ts';

/** Models that the programs know; what a model is called decides which tools codex has. */
export const modelOf: Readonly<Record<PresetName, string>> = { 'claude-code': 'sonnet', codex: 'gpt-5.5' };
/** USD for a million tokens of codex: made up, for sums that are easy to check. */
export const codexPrices = { input: 2, cached_input: 0.5, output: 10 };

/** USD of one answer of the model: by the list price that claude-code has for `sonnet`, and by the prices above. */
export const callUsd: Readonly<Record<PresetName, number>> = { 'claude-code': 0.00262, codex: 0.0027 };
export const testKey = 'sk-dummy-key-of-the-test';
/** The variable that holds the key. */
export const keyOfPreset = (name: PresetName): string => presets[name].keys[0] ?? '';

export interface Around {
  /** Of the scripted model. */
  readonly origin: string;
  readonly home: string;
  /** A folder that the program may write to. */
  readonly scratch: string;
  /** Of the run before it. */
  readonly session: Session | undefined;
}

export interface Started {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ask: Ask;
}

const schema = {
  type: 'object',
  properties: { decision: { type: 'string', enum: ['retry', 'stop'] }, reason: { type: 'string' } },
  required: ['decision', 'reason'],
  additionalProperties: false,
};

const unknown: Session = { id: '00000000-0000-4000-8000-00000000abcd', used: undefined };

export function startOf(agent: InstalledAgent, recording: Recording, around: Around): Started {
  const preset = presets[agent.name];
  const ask = askOf(agent.name, recording, around);
  const key = recording.key ?? testKey;
  const env = {
    ...{ PATH: process.env['PATH'] ?? '', HOME: around.home, LANG: 'C.UTF-8', TMPDIR: around.scratch },
    ...{ BGAGENT_RESULT: join(around.scratch, 'result.json'), ...preset.env(ask), [keyOfPreset(agent.name)]: key },
  };
  return { argv: [agent.program, ...preset.argv(ask)], env, ask };
}

function askOf(name: PresetName, recording: Recording, { origin, scratch, session }: Around): Ask {
  const { access = 'write', maxTurns, maxUsd, fallback, args = [] } = recording;
  const file = join(scratch, 'schema.json');
  const text = JSON.stringify(schema);
  writeFileSync(file, text);
  return {
    // As in the sandbox of the worker; what changes nothing is kept from it by the program itself.
    ...{ access, walled: access !== 'read', web: false, scratch, maxTurns, maxUsd, args },
    model: recording.model ?? modelOf[name],
    fallbackModels: fallback === undefined ? [] : [fallback],
    schema: recording.schema ? { text, file } : undefined,
    session: recording.session === 'unknown' ? unknown : recording.session === 'previous' ? session : undefined,
    baseUrl: recording.unreachable ? 'http://127.0.0.1:1' : origin,
    prices: name === 'codex' ? codexPrices : undefined,
  };
}
