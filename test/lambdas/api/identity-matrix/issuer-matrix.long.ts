/** The matrix with a real issuer: people who sign in with a browser, a device and a machine, keys that rotate, and an outage. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { createAuthenticator } from '../../../../lambdas/api/http/authenticate.ts';
import { IssuerAway } from '../../../../lambdas/api/http/issuer-keys.ts';
import { signInAs } from '../../../issuer/sign-in-as.ts';
import { startIssuer, type Issuer } from '../../../issuer/start-issuer.ts';
import { groupsOf, isPerson, scopeOf, startMatrix, subOf, type Callers, type Matrix } from './matrix.ts';
import { machines, people, rowsOf, whoMay } from './who-may.ts';

const users = Object.fromEntries(['ann', 'tess', 'olga', 'bob'].map((name) => [name, groupsOf(name)]));
const startOne = () => startIssuer({ users, machines: ['portal', 'alien'], clients: [otherClient] });
/** Of the same issuer, and not of this service: its tokens are for a wiki. */
const otherClient = {
  client_id: 'wiki',
  application_type: 'native' as const,
  token_endpoint_auth_method: 'none' as const,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code' as const],
  redirect_uris: ['http://127.0.0.1/callback'],
};

let issuer: Issuer;
let other: Issuer;
let matrix: Matrix;
let auth: Callers['auth'];
beforeAll(async () => {
  [issuer, other] = await Promise.all([startOne(), startOne()]);
  auth = { issuer: issuer.issuer, audiences: ['bgagent'], jwks: '', jwksUri: '', groupClaim: 'groups' };
  matrix = await startMatrix(await issuedCallers());
});
afterAll(async () => {
  await Promise.all([matrix.stop(), issuer.close(), other.close()]);
});

async function issuedCallers(): Promise<Callers> {
  issuer.setAccessTokenS(1);
  const { access_token: expired } = await issuer.signIn('ann');
  await sleep(1_100);
  issuer.setAccessTokenS(3_600);
  const tokens = new Map<string, string>();
  for (const name of [...people, ...machines]) {
    const [sub, scope] = [subOf(name), scopeOf(name)];
    tokens.set(name, isPerson(name) ? (await issuer.signIn(sub, { scope })).access_token : await issuer.machineToken(sub, scope));
  }
  const wiki = await issuer.signIn('ann', { client: 'wiki', resource: 'urn:wiki' });
  const ann = await issuer.signIn('ann');
  return {
    auth,
    tokens,
    invalid: new Map([
      ['anonymous', ''],
      ['expired', expired],
      ['of another issuer', (await other.signIn('ann')).access_token],
      ['for another audience', await issuer.machineToken('portal', '', 'urn:wiki')],
      ['of another client', wiki.access_token],
      ['the ID token of another client', wiki.id_token],
      ['a refresh token', ann.refresh_token],
      ['with the signature of another token', signatureOf(ann.access_token, tokens.get('olga') ?? '')],
    ]),
  };
}

const signatureOf = (token: string, from: string): string =>
  [...token.split('.').slice(0, 2), from.split('.').at(-1) ?? ''].join('.');

test.each(rowsOf(whoMay))('$id', async (row) => {
  const { came, wanted } = await matrix.walk(row);
  expect(came).toEqual(wanted);
});

test('the ID token of the command line is taken where its client is among the audiences', async () => {
  const { id_token } = await issuer.signIn('tess');
  expect(await createAuthenticator(auth)(id_token)).toMatchObject({ ok: false });
  const both = createAuthenticator({ ...auth, audiences: ['bgagent', 'bgagent-cli'] });
  expect(await both(id_token)).toMatchObject({ ok: true, value: { sub: 'tess', groups: ['docs', 'web'], scopes: 'all' } });
});

test('a device has the rights of the person who confirmed it', async () => {
  const post = async (path: string, fields: Record<string, string>): Promise<unknown> =>
    (
      await fetch(`${issuer.issuer}${path}`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'bgagent-cli', ...fields }),
      })
    ).json();
  const asked = z.object({ device_code: z.string(), user_code: z.string(), verification_uri: z.string() });
  const device = asked.parse(await post('/device/auth', { scope: 'openid' }));
  await signInAs(device.verification_uri, 'olga', { userCode: device.user_code });
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: device.device_code };
  const { access_token } = z.object({ access_token: z.string() }).parse(await post('/token', grant));
  expect([await matrix.ask('getFleet', access_token), await matrix.ask('putRepo', access_token)]).toEqual(['yes', 'yes']);
});

test('keys rotate without a break, and those that were withdrawn count no more', async () => {
  const authenticate = createAuthenticator(auth);
  const { now } = Date;
  const later = (minutes: number) => {
    Date.now = () => now() + minutes * 60_000;
  };
  try {
    const before = (await issuer.signIn('ann')).access_token;
    expect(await authenticate(before)).toMatchObject({ ok: true });
    issuer.rotateKeys('kept');
    later(1);
    const after = (await issuer.signIn('ann')).access_token;
    expect(await authenticate(after)).toMatchObject({ ok: true });
    expect(await authenticate(before)).toMatchObject({ ok: true });
    issuer.rotateKeys('withdrawn');
    later(13);
    expect(await authenticate(before)).toMatchObject({ ok: false });
    expect(await authenticate((await issuer.signIn('ann')).access_token)).toMatchObject({ ok: true });
  } finally {
    Date.now = now;
  }
});

test('while the issuer is away, known keys go on; where none is known, nobody is refused', async () => {
  const { access_token } = await issuer.signIn('ann');
  const [knowing, fresh] = [createAuthenticator(auth), createAuthenticator(auth)];
  await knowing(access_token);
  const later = await issuer.machineToken('portal', 'fleets:read');
  await issuer.stop();
  expect(await knowing(later)).toMatchObject({ ok: true, value: { sub: 'portal', isMachine: true, scopes: ['fleets:read'] } });
  await expect(fresh(access_token)).rejects.toThrow(IssuerAway);
  await issuer.start();
  await sleep(1_100);
  expect(await fresh(access_token)).toMatchObject({ ok: true });
});
