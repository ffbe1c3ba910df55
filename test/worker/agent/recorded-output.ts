/** Outputs of the real programs, recorded against the scripted model server (test/agents/recordings.ts). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { PresetName } from '../../../contracts/worker-config.ts';

const recorded = z.object({ argv: z.array(z.string()), exitCode: z.number().nullable(), stdout: z.string(), stderr: z.string() });
export type Recorded = z.infer<typeof recorded>;

const root = join(import.meta.dirname, 'recorded');

/** The versions of a program that were recorded. */
export const versionsOf = (program: PresetName): string[] => readdirSync(join(root, program));

export const namesOf = (program: PresetName, version: string): string[] =>
  readdirSync(join(root, program, version)).map((file) => file.replace(/\.json$/, ''));

export const recordedOutput = (program: PresetName, version: string, name: string): Recorded =>
  recorded.parse(JSON.parse(readFileSync(join(root, program, version, `${name}.json`), 'utf8')));
