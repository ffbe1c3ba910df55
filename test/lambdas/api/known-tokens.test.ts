/** A token is verified once a minute, and never counts longer than it says. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createAuthenticator } from '../../../lambdas/api/http/authenticate.ts';

const auth = { issuer: 'https://issuer.test', audiences: ['bgagent'], groupClaim: 'groups', jwksUri: '' };
// A whole second, as the times of tokens are.
const start = 1_000 * Math.floor(Date.now() / 1_000);

async function world(seconds: number) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] });
  const token = await new SignJWT({ groups: ['operators'] })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(auth.issuer)
    .setAudience('bgagent')
    .setSubject('ann')
    .setIssuedAt(Math.floor(start / 1_000))
    .setExpirationTime(Math.floor(start / 1_000) + seconds)
    .sign(privateKey);
  return { token, authenticate: createAuthenticator({ ...auth, jwks }) };
}
const { now } = Date;
const at = (seconds: number): void => {
  Date.now = () => start + seconds * 1_000;
};
afterEach(() => {
  Date.now = now;
});

test('a token that was valid is refused once its time is over', async () => {
  const { token, authenticate } = await world(30);
  at(0);
  const caller = { ok: true, value: { sub: 'ann', isOperator: true, groups: ['operators'], scopes: 'all', isMachine: false } };
  expect([await authenticate(token), await authenticate(token)]).toEqual([caller, caller]);
  at(29);
  expect(await authenticate(token)).toEqual(caller);
  at(31);
  expect(await authenticate(token)).toEqual({ ok: false, error: 'The token expired 1s ago.' });
});

test('a token that differs in its signature alone is another one', async () => {
  const { token, authenticate } = await world(30);
  const [one, two] = [await world(30), token.split('.')];
  expect(await authenticate(token)).toMatchObject({ ok: true });
  const forged = [...two.slice(0, 2), one.token.split('.')[2]].join('.');
  expect([await authenticate(forged), await authenticate(forged)]).toMatchObject([{ ok: false }, { ok: false }]);
});
