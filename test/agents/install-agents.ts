/** The real agent programs, hundreds of megabytes each: installed once, beside the product, under `.stack/agents/`. */
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { presetNames, type PresetName } from '../../contracts/worker-config.ts';
import { say } from '../stack/say.ts';

export interface InstalledAgent {
  readonly name: PresetName;
  readonly version: string;
  /** Absolute path of its program. */
  readonly program: string;
}

/** Why the tests are not run: a sentence that begins so. */
export class RegistryUnreachable extends Error {}

const programs: Readonly<Record<PresetName, string>> = { 'claude-code': 'claude', codex: 'codex' };
const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const cache = join(import.meta.dirname, '../../.stack/agents');
/** What npm says where the registry does not answer at all. */
const unreachable = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/;

/** The program that `programs/<name>/package.json` names, where installAgents puts it. */
export function agentOf(name: PresetName): InstalledAgent {
  const { dependencies } = manifest.parse(JSON.parse(readFileSync(join(given(name), 'package.json'), 'utf8')));
  const [version = ''] = Object.values(dependencies);
  return { name, version, program: join(folderOf(name, version), 'node_modules/.bin', programs[name]) };
}

/** @throws RegistryUnreachable, or Error with what npm said */
export async function installAgents(): Promise<readonly InstalledAgent[]> {
  const agents = presetNames.map(agentOf);
  for (const { name, version } of agents) {
    if (existsSync(folderOf(name, version))) continue;
    say(`Installing ${name} ${version} from npm. This is done once …`);
    await install(name, folderOf(name, version));
  }
  return agents;
}

const given = (name: PresetName): string => join(import.meta.dirname, 'programs', name);
const folderOf = (name: PresetName, version: string): string => join(cache, `${name}-${version}`);

/** An install that was interrupted is not taken for a finished one. */
async function install(name: PresetName, folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await copyFile(join(given(name), file), join(unfinished, file));
  const { exitCode, stderr } = await execa('npm', ['ci', '--no-audit', '--no-fund'], { cwd: unfinished, reject: false });
  if (exitCode !== 0) throw failureOf(name, stderr);
  await rename(unfinished, folder);
}

function failureOf(name: PresetName, said: string): Error {
  const reason = unreachable.exec(said)?.[0];
  if (reason === undefined) return new Error(`npm did not install ${name}:\n${said}`);
  return new RegistryUnreachable(`NOT RUN: test:agents needs ${name} from the npm registry, which does not answer (${reason}).`);
}
