import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { deployedStackSchema, type DeployedStack } from '../scenarios/deployed-stack.ts';

const privateKeySchema = deployedStackSchema.shape.private_key;
const algorithm = 'ES256';

export interface RunKey {
  readonly issuer: string;
  /** Public half, as a key set in JSON. */
  readonly jwks: string;
  readonly privateKey: DeployedStack['private_key'];
}

/** The key that signs the tokens of one run, made for it. Its issuer is on no network, so the stack is given the key set. */
export async function createRunKey(): Promise<RunKey> {
  const jwk = await exportJWK((await generateKeyPair(algorithm, { extractable: true })).privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const privateKey = privateKeySchema.parse({ ...jwk, kid, alg: algorithm });
  const publicHalf = privateKeySchema.omit({ d: true }).parse(privateKey);
  return { issuer: 'https://issuer.example.test', jwks: JSON.stringify({ keys: [{ ...publicHalf, use: 'sig' }] }), privateKey };
}
