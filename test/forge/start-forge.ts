/** Builds (once) and starts the forge that start.sh describes; the built program is kept in `.stack/forge/`. */
import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import * as z from 'zod';
import { freePort } from '../stack/free-port.ts';
import { say } from '../stack/say.ts';
import type { ForgeAccount } from './forge-account.ts';

export interface RunningForge {
  readonly account: ForgeAccount;
  /** Ends the forge; nothing of it runs when this resolves. */
  stop(): Promise<void>;
}

const cache = join(import.meta.dirname, '../../.stack/forge');
const built = join(cache, 'forge');
const started = z.object({ url: z.url(), api: z.url(), user: z.string(), token: z.string().min(1) });

/** Gitea refuses to run as root unless told; and the program must not depend on the commit that is checked out. */
const environment = { GITEA_I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: 'true', GOFLAGS: '-buildvcs=false' };

/**
 * @param folder an empty one, for everything that the forge keeps
 * @throws Error with what start.sh printed, where it could not be built or started
 */
export async function startForge(folder: string, interrupted: AbortSignal): Promise<RunningForge> {
  const program = join(folder, 'forge');
  if (existsSync(built)) await copyFile(built, program, constants.COPYFILE_FICLONE);
  else say('Building the forge (Gitea, from its Go module). This is done once and takes about five minutes …');
  const script = join(import.meta.dirname, 'start.sh');
  // Its own process group, which the forge stays in. Go compares the program with its sources and builds what has changed.
  const options = { env: environment, detached: true, stdin: 'ignore' } as const;
  const start = execa('nice', ['-n', '10', script, folder, String(await freePort())], options);
  const group = start.pid;
  const stop = (): Promise<void> => endGroup(group);
  interrupted.addEventListener('abort', () => void stop());
  try {
    const forge = started.parse(JSON.parse((await start).stdout));
    await keep(program);
    const readOnlyToken = await makeToken(folder, forge.user, 'read:repository');
    const urlToken = await makeToken(folder, forge.user, 'write:repository');
    return { account: { ...forge, readOnlyToken, urlToken }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whole or not at all: another run may read it. */
async function keep(program: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  await copyFile(program, `${built}.${process.pid}`, constants.COPYFILE_FICLONE);
  await rename(`${built}.${process.pid}`, built);
}

async function makeToken(folder: string, user: string, scope: string): Promise<string> {
  const token = ['admin', 'user', 'generate-access-token', '-u', user, '--token-name', scope, '--raw'];
  const config = join(folder, 'work/custom/conf/app.ini');
  const { stdout } = await execa(join(folder, 'forge'), ['-c', config, ...token, '--scopes', scope], {
    env: environment,
  });
  return stdout.trim().split('\n').at(-1) ?? '';
}

/** Asks the process group to end, and kills it if it does not within ten seconds. */
async function endGroup(group: number | undefined): Promise<void> {
  if (group === undefined || !signal(group, 'SIGTERM')) return;
  for (let n = 0; n < 100 && signal(group, 0); n += 1) await sleep(100);
  signal(group, 'SIGKILL');
}

/** False where there is no such group any more. */
function signal(group: number, what: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, what);
  } catch {
    return false;
  }
}
