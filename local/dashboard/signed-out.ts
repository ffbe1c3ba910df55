/**
 * The sign-ins that ended before their cookie did, in a file of the runtime's folder: a copy of such a cookie opens nothing,
 * also after a restart.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import pLimit from 'p-limit';
import * as z from 'zod';
import { messageOf } from '../../core/text/message-of-error.ts';
import { codeOf } from '../error-facts.ts';
import type { SignIn } from './sign-in-cookie.ts';

export interface SignedOut {
  has(id: string): boolean;
  /** Resolves when the file has it. */
  add(signIn: SignIn): Promise<void>;
}

const content = z.array(z.object({ id: z.string(), expiresAtS: z.number() }));

/** @param now milliseconds since 1970. @throws Error when the file is not such a list */
export async function openSignedOut(file: string, now: () => number): Promise<SignedOut> {
  const signIns = new Map((await read(file)).map((signIn) => [signIn.id, signIn]));
  const inTurn = pLimit(1);
  const write = async (): Promise<void> => {
    for (const { id, expiresAtS } of signIns.values()) if (expiresAtS * 1_000 < now()) signIns.delete(id);
    await writeFile(`${file}.new`, JSON.stringify([...signIns.values()]), { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  return {
    has: (id) => signIns.has(id),
    add: async (signIn) => {
      signIns.set(signIn.id, signIn);
      await inTurn(write);
    },
  };
}

async function read(file: string): Promise<readonly SignIn[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '[]';
    throw error;
  });
  try {
    return content.parse(JSON.parse(text));
  } catch (error) {
    const remedy = `Delete the file, and dashboard-secret beside it: every browser signs in again.`;
    throw new Error(`${file} is not a list of sign-ins that were ended (${messageOf(error)}). ${remedy}`, { cause: error });
  }
}
