/** The real agent programs, hundreds of megabytes each: installed once, beside the product, under `.stack/agents/`. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { say } from '../stack/say.ts';

/** Names of presets, and of the folders under `programs/`. */
export const agentNames = ['claude-code', 'codex'] as const;
export type AgentName = (typeof agentNames)[number];

const programs: Readonly<Record<AgentName, string>> = { 'claude-code': 'claude', codex: 'codex' };
const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const cache = join(import.meta.dirname, '../../.stack/agents');

export interface InstalledAgent {
  readonly name: AgentName;
  readonly version: string;
  /** Absolute path of its program. */
  readonly program: string;
}

/** @throws Error when the registry does not give it */
export async function installAgent(name: AgentName): Promise<InstalledAgent> {
  const given = join(import.meta.dirname, 'programs', name);
  const { dependencies } = manifest.parse(JSON.parse(await readFile(join(given, 'package.json'), 'utf8')));
  const [version = ''] = Object.values(dependencies);
  const folder = join(cache, `${name}-${version}`);
  if (!existsSync(folder)) {
    say(`Installing ${name} ${version} from npm. This is done once …`);
    await install(given, folder);
  }
  return { name, version, program: join(folder, 'node_modules/.bin', programs[name]) };
}

/** An install that was interrupted is not taken for a finished one. */
async function install(given: string, folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await copyFile(join(given, file), join(unfinished, file));
  await execa('npm', ['ci', '--no-audit', '--no-fund'], { cwd: unfinished });
  await rename(unfinished, folder);
}
