/**
 * Tokens by the address of their API, so that the token of a local runtime never replaces another one.
 * Invariant: the file is changed by one process at a time, which has read it since it holds the lock.
 */
import { mkdirSync } from 'node:fs';
import * as z from 'zod';
import { signInClient } from '../../contracts/sign-in.ts';
import { CliError } from '../cli-error.ts';
import { configFolder, configPath, writeConfigFile } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

export const credentialsFile = 'fleets-credentials.json';

const credential = z.looseObject({
  token: z.string().min(1),
  /** The data folder of a runtime on this machine. It stays the same when the runtime's port changes. */
  folder: z.string().optional(),
  /** When the token ends, by the clock of this machine (ISO). Without it: not known. */
  expires_at: z.iso.datetime().optional(),
  /** From then on the token is renewed before a request (ISO). */
  renew_at: z.iso.datetime().optional(),
  /** Issues the next token; each may be used once. Without it, the sign-in ends with the token. */
  refresh_token: z.string().min(1).optional(),
  /** When the refresh token ends, where the issuer said so (ISO). */
  refresh_ends_at: z.iso.datetime().optional(),
  issuer: z.string().optional(),
  client: signInClient.optional(),
});
export type Credential = z.infer<typeof credential>;

const credentialsSchema = z.record(z.string(), credential);
type Credentials = z.infer<typeof credentialsSchema>;

const read = async (): Promise<Credentials> => (await readConfigFile(configPath(credentialsFile), credentialsSchema)) ?? {};

export async function storedCredential(apiUrl: string): Promise<Credential | undefined> {
  return (await read())[apiUrl];
}

/** The lasting name of an installation: the data folder of a runtime on this machine, else the address of the API. */
export async function installationAt(apiUrl: string): Promise<string> {
  return (await read())[apiUrl]?.folder ?? apiUrl;
}

/**
 * Stores a token in a file that only its owner can read. What was known of the sign-in before is forgotten.
 * @param folder the data folder of a runtime; its tokens under earlier addresses are removed
 */
export async function storeToken(apiUrl: string, token: string, folder?: string): Promise<void> {
  await changeCredentials((all) => {
    const others = Object.entries(all).filter(([, kept]) => folder === undefined || kept.folder !== folder);
    return { ...Object.fromEntries(others), [apiUrl]: { token, ...(folder === undefined ? {} : { folder }) } };
  });
}

/** Stores what a sign-in brought. */
export async function storeCredential(apiUrl: string, kept: Credential): Promise<void> {
  await changeCredentials((all) => ({ ...all, [apiUrl]: kept }));
}

/** Removes the token of an API, and answers what was stored. */
export async function forgetCredential(apiUrl: string): Promise<Credential | undefined> {
  return await whileLocked(async () => {
    const { [apiUrl]: forgotten, ...others } = await read();
    if (forgotten !== undefined) writeConfigFile(configPath(credentialsFile), others);
    return forgotten;
  });
}

async function changeCredentials(change: (all: Credentials) => Credentials): Promise<void> {
  await whileLocked(async () => {
    writeConfigFile(configPath(credentialsFile), change(await read()));
  });
}

/**
 * Replaces the credential of an API by what `renew` makes of the present one, while no other process may change it. A credential that
 * another process has replaced while this one waited is passed too: it may need nothing.
 * @param renew gives the credential back unchanged where nothing is to be stored
 */
export async function renewCredential(
  apiUrl: string,
  renew: (present: Credential | undefined) => Promise<Credential | undefined>,
): Promise<Credential | undefined> {
  return await whileLocked(async () => {
    const all = await read();
    const renewed = await renew(all[apiUrl]);
    if (renewed !== undefined && renewed !== all[apiUrl]) {
      writeConfigFile(configPath(credentialsFile), { ...all, [apiUrl]: renewed });
    }
    return renewed;
  });
}

/** A process that ended without a word holds the lock for so long. */
const staleMs = 10_000;

async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  const { lock } = await import('proper-lockfile');
  mkdirSync(configFolder(), { recursive: true, mode: 0o700 });
  const release = await lock(configPath(credentialsFile), {
    // The file need not be there yet.
    realpath: false,
    stale: staleMs,
    // A minute and a half in all: longer than an issuer is waited for.
    retries: { retries: 180, minTimeout: 20, maxTimeout: 500, factor: 1.3, randomize: true },
    // The work goes on: the file is replaced in one step, so that no other process reads half of it.
    onCompromised: () => undefined,
  }).catch((error: unknown) => {
    if (!isHeld(error)) throw error;
    throw new CliError(
      `another bgagent has held ${configPath(credentialsFile)} for too long: end it, or remove ${configPath(`${credentialsFile}.lock`)}, then repeat this.`,
    );
  });
  return await work().finally(() => release().catch(() => undefined));
}

const isHeld = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ELOCKED';
