/** The issuer of the tests issues what its description says, and plays an outage. */
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import * as z from 'zod';
import { signInAs } from './sign-in-as.ts';
import { type Issuer, startIssuer } from './start-issuer.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer({ users: { ann: ['platform'], olga: ['operators'] }, machines: ['pipeline'] });
});
afterAll(() => issuer.close());

test('a person signs in with a browser, and both tokens name the groups', async () => {
  const { access_token, id_token, expires_in } = await issuer.signIn('ann');
  const keys = createRemoteJWKSet(new URL(issuer.jwksUri));
  const access = await jwtVerify(access_token, keys, { issuer: issuer.issuer, audience: 'bgagent' });
  expect(access.payload).toMatchObject({ sub: 'ann', groups: ['platform'], client_id: 'bgagent-cli' });
  const id = await jwtVerify(id_token, keys, { issuer: issuer.issuer, audience: 'bgagent-cli' });
  expect(id.payload).toMatchObject({ sub: 'ann', groups: ['platform'] });
  expect(expires_in).toBe(3_600);
});

test('a machine has the scopes that it asks for, and no groups', async () => {
  const payload = decodeJwt(await issuer.machineToken('pipeline', 'fleets:read bgagent/tasks:write'));
  expect(payload).toMatchObject({
    sub: 'pipeline',
    client_id: 'pipeline',
    aud: 'bgagent',
    scope: 'fleets:read bgagent/tasks:write',
  });
  expect(payload).not.toHaveProperty('groups');
  expect(decodeJwt(await issuer.machineToken('pipeline', '', 'urn:other'))).toMatchObject({ aud: 'other' });
});

test('a refresh token rotates, and does nothing after it is revoked', async () => {
  const first = await issuer.signIn('ann');
  const second = await refreshed(first.refresh_token);
  expect(second.status).toBe(200);
  issuer.revoke('ann');
  const third = await refreshed(z.object({ refresh_token: z.string() }).parse(await second.json()).refresh_token);
  expect([third.status, await third.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
});

test('a refresh token that is used twice ends the sign-in', async () => {
  const { refresh_token } = await issuer.signIn('ann');
  expect((await refreshed(refresh_token)).status).toBe(200);
  expect((await refreshed(refresh_token)).status).toBe(400);
});

test('a device gets its tokens when the person confirmed the code', async () => {
  const form = { client_id: 'bgagent-cli', scope: 'openid' };
  const device = deviceAnswer.parse(await (await post('/device/auth', form)).json());
  const grant = {
    client_id: 'bgagent-cli',
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: device.device_code,
  };
  expect(await (await post('/token', grant)).json()).toMatchObject({ error: 'authorization_pending' });
  const end = await signInAs(device.verification_uri, 'olga', { userCode: device.user_code });
  expect(end.page?.text).toContain('Signed in.');
  const { access_token } = z.object({ access_token: z.string() }).parse(await (await post('/token', grant)).json());
  expect(decodeJwt(access_token)).toMatchObject({ sub: 'olga', groups: ['operators'], aud: 'bgagent' });
});

test('a wrong password and a person who cancels get no code', async () => {
  await expect(issuer.signIn('nobody')).rejects.toThrow('Wrong name or password');
  const address = `${issuer.issuer}/auth?client_id=bgagent-cli&response_type=code&scope=openid&code_challenge_method=S256&code_challenge=${'a'.repeat(43)}&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback`;
  const end = await signInAs(address, 'ann', { cancelAt: 'consent' });
  expect(end.address.searchParams.get('error')).toBe('access_denied');
});

test('after an outage the issuer has the same address, keys and refresh tokens', async () => {
  const { access_token, refresh_token } = await issuer.signIn('olga');
  const keys = createLocalJWKSet(jwks.parse(await (await fetch(issuer.jwksUri)).json()));
  await issuer.stop();
  await expect(fetch(issuer.jwksUri)).rejects.toThrow('fetch failed');
  await issuer.start();
  expect((await refreshed(refresh_token)).status).toBe(200);
  await jwtVerify(access_token, keys);
});

const post = (path: string, fields: Record<string, string>): Promise<Response> =>
  fetch(`${issuer.issuer}${path}`, { method: 'POST', body: new URLSearchParams(fields) });
const refreshed = (refresh_token: string): Promise<Response> =>
  post('/token', { client_id: 'bgagent-cli', grant_type: 'refresh_token', refresh_token });
const deviceAnswer = z.object({ device_code: z.string(), user_code: z.string(), verification_uri: z.string() });
const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
