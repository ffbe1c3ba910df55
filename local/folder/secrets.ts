import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import * as z from 'zod';

export const issuer = 'https://bgagent.local';
export const audience = 'bgagent';
export const localUser = 'local';
const operators = 'operators';
const algorithm = 'ES256';
const tokenLife = '365d';

const jwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.string(),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
});

/** The key that signs the tokens of one runtime. */
export interface SigningKey {
  /** Public half, as a key set in JSON. */
  readonly jwks: string;
  /** A token of the local user, who is an operator. @param groupClaim the claim that lists groups */
  issueToken(groupClaim: string): Promise<string>;
}

/** Reads the key that was made at the first start, or makes it (mode 0600). @throws Error when the file is not a key */
export async function openSigningKey(file: string): Promise<SigningKey> {
  const text = await readOrMake(file, makeKey);
  const parsed = jwkSchema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new Error(`${file} is not a key. Delete it: a new one is made at the next start, and old tokens end.`);
  }
  const { d, ...publicHalf } = parsed.data;
  const { kid } = publicHalf;
  const key = await importJWK({ ...publicHalf, d, alg: algorithm });
  return {
    jwks: JSON.stringify({ keys: [{ ...publicHalf, alg: algorithm, use: 'sig' }] }),
    issueToken: (groupClaim) =>
      new SignJWT({ [groupClaim]: [operators] })
        .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(localUser)
        .setIssuedAt()
        .setExpirationTime(tokenLife)
        .sign(key),
  };
}

/** A secret that is made at the first start. */
export function openSecret(file: string): Promise<string> {
  return readOrMake(file, () => Promise.resolve(randomBytes(32).toString('hex')));
}

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return JSON.stringify({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
}

/** Whole or not at all: a process that ends in the middle leaves no half a key. */
async function readOrMake(file: string, make: () => Promise<string>): Promise<string> {
  const existing = await readFile(file, 'utf8').catch(() => undefined);
  if (existing !== undefined) return existing;
  const made = await make();
  await writeFile(`${file}.new`, made, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
}
