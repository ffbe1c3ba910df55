/** Tokens of all callers of the matrix, signed here, as an issuer would sign them. */
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { groupsOf, isPerson, scopeOf, subOf, type Callers } from './matrix.ts';
import { machines, people } from './who-may.ts';

const issuer = 'https://issuer.example';

export async function signedCallers(): Promise<Callers> {
  const seconds = Math.floor(Date.now() / 1_000);
  const [ours, theirs] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] });
  const sign = (claims: JWTPayload, key = ours.privateKey) =>
    new SignJWT({ iss: issuer, aud: 'bgagent', iat: seconds, exp: seconds + 3_600, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .sign(key);
  const tokens = new Map<string, string>();
  for (const name of [...people, ...machines]) {
    const sub = subOf(name);
    const client_id = isPerson(name) ? 'bgagent-cli' : sub;
    tokens.set(name, await sign({ sub, client_id, groups: groupsOf(name), scope: scopeOf(name) }));
  }
  const ann = { sub: 'ann', client_id: 'bgagent-cli', groups: ['operators'] };
  return {
    auth: { issuer, audiences: ['bgagent'], jwks, jwksUri: '', groupClaim: 'groups' },
    tokens,
    invalid: new Map([
      ['anonymous', ''],
      ['expired', await sign({ ...ann, iat: seconds - 7_200, exp: seconds - 3_600 })],
      ['not yet valid', await sign({ ...ann, nbf: seconds + 3_000 })],
      ['wrong issuer', await sign({ ...ann, iss: 'https://other.example' })],
      ['wrong audience', await sign({ ...ann, aud: 'wiki' })],
      ['forged signature', await sign(ann, theirs.privateKey)],
    ]),
  };
}
