/** The secrets in a runtime's folder (mode 0600), each made at the first start: the key that signs tokens, and random texts. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { localIssuer } from '../../contracts/sign-in.ts';

export const issuer = localIssuer;
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

export interface SigningKey {
  /** The public half as a key set, in JSON. */
  readonly jwks: string;
  /** Issues a token of the local user, who is an operator. @param groupClaim name of the claim that lists groups */
  issueToken(groupClaim: string): Promise<string>;
  /** Whether a token is one that this key issued for the local user, at this start or an earlier one. */
  isOwnToken(token: string): Promise<boolean>;
}

/** @throws Error when the file is not a key */
export async function openSigningKey(file: string): Promise<SigningKey> {
  const text = await readOrMake(file, makeKey);
  const parsed = jwkSchema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new Error(
      `${file} is not a key. Delete the file: the next start makes a new key. Tokens issued so far are then refused.`,
    );
  }
  const { d, ...publicHalf } = parsed.data;
  const { kid } = publicHalf;
  const key = await importJWK({ ...publicHalf, d, alg: algorithm });
  const publicKey = await importJWK({ ...publicHalf, alg: algorithm });
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
    isOwnToken: (token) =>
      jwtVerify(token, publicKey, { algorithms: [algorithm], issuer, audience, subject: localUser }).then(
        () => true,
        () => false,
      ),
  };
}

/** @returns 32 random bytes in hexadecimal */
export function openSecret(file: string): Promise<string> {
  return readOrMake(file, () => Promise.resolve(randomBytes(32).toString('hex')));
}

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return JSON.stringify({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
}

/** Writes by renaming, so that a process that ends in the middle leaves no half file. */
async function readOrMake(file: string, make: () => Promise<string>): Promise<string> {
  const existing = await readFile(file, 'utf8').catch(() => undefined);
  if (existing !== undefined) return existing;
  const made = await make();
  await writeFile(`${file}.new`, made, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
}
