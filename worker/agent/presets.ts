/** The presets by their names in worker.yaml. */
import type { PresetName } from '../../contracts/worker-config.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import type { Preset } from './preset.ts';

export const presets: Readonly<Record<PresetName, Preset>> = { 'claude-code': claudeCode, codex };
