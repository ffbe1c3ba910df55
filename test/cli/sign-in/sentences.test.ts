/** What is decided without an issuer: where to sign in, what is wrong with the clock, and what an error of the issuer means. */
import { ClientError, ResponseBodyError } from 'openid-client';
import { lifeText } from '../../../cli/render/sign-in.ts';
import { aheadMs, clockSentence } from '../../../cli/sign-in/clock-difference.ts';
import { credentialOf, type Granted } from '../../../cli/sign-in/granted.ts';
import { troubleOf } from '../../../cli/sign-in/issuer-trouble.ts';
import { planOf } from '../../../cli/sign-in/sign-in-plan.ts';
import { localIssuer, signInClient } from '../../../contracts/sign-in.ts';

const api = 'https://fleets.example.com';
const issuer = 'https://login.example.com';
const client = signInClient.parse({ client_id: 'cli', parameters: { audience: 'bgagent' } });

describe('where to sign in', () => {
  test('the API says it, flags win, and its other settings stay', () => {
    expect(planOf(api, { issuer, client }, {})).toEqual({ issuer, client });
    expect(planOf(api, { issuer, client }, { issuer: 'https://other', 'client-id': 'mine' })).toEqual({
      issuer: 'https://other',
      client: { ...client, client_id: 'mine' },
    });
    expect(planOf(api, undefined, { issuer: 'http://localhost:1', 'client-id': 'mine' }).client.scope).toContain(
      'offline_access',
    );
  });

  test.each([
    [undefined, {}, /does not say where people sign in: give --issuer and --client-id/],
    [{ issuer, client: null }, {}, /no client of the command line is set up .*auth\.cli/],
    [{ issuer: localIssuer, client: null }, {}, /runtime that signs its tokens itself: start "bgagent local" again/],
    [{ issuer: 'http://login.example.com', client }, {}, /the issuer is http:\S+: tokens travel over https only/],
    [{ issuer, client }, { issuer: 'login' }, /--issuer is "login", which is no https URL/],
  ])('%j with %j', (said, flags, sentence) => {
    expect(() => planOf(api, said, flags)).toThrow(sentence);
  });
});

describe('the clock', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');
  test.each([
    [
      'Fri, 20 Nov 2026 10:10:00 GMT',
      /is 10m behind that of X \(2026-11-20 10:00:00 UTC here, 2026-11-20 10:10:00 UTC there\): set it/,
    ],
    ['Fri, 20 Nov 2026 09:50:00 GMT', /is 10m ahead of that of X /],
  ])('%s', (date, sentence) => {
    expect(clockSentence('X', aheadMs(new Headers({ date }), now), now)).toMatch(sentence);
  });

  test.each(['Fri, 20 Nov 2026 10:00:30 GMT', 'yesterday', ''])('%j is no trouble', (date) => {
    expect(clockSentence('X', aheadMs(new Headers({ date }), now), now)).toBeUndefined();
  });
});

describe('an error of the issuer', () => {
  const refused = new Error('failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
  const network = new ClientError('something went wrong', { cause: new Error('fetch failed', { cause: refused }) });
  const answered = (status: number) => new ClientError('unexpected', { cause: new Response('', { status }) });
  const said = (error: string, status: number) =>
    new ResponseBodyError('', {
      cause: { error, error_description: 'It\u001B[31m is so.' },
      response: new Response('', { status }),
    });
  test.each([
    [network, { kind: 'outage', sentence: `the issuer ${issuer} cannot be reached (connect ECONNREFUSED 127.0.0.1:1)` }],
    [Object.assign(new ClientError('operation timed out'), { code: 'OAUTH_TIMEOUT' }), { kind: 'outage' }],
    [answered(503), { kind: 'outage', sentence: `the issuer ${issuer} cannot answer now (it answered 503)` }],
    [answered(404), { kind: 'broken', sentence: `${issuer} answered 404, which no OpenID Connect issuer does` }],
    [said('invalid_grant', 400), { kind: 'refused', code: 'invalid_grant' }],
    [said('temporarily_unavailable', 400), { kind: 'outage' }],
    [said('server_error', 500), { kind: 'outage' }],
    [new ClientError('invalid response encountered', { cause: new Error('no sub') }), { kind: 'broken' }],
  ])('%#', (error, trouble) => {
    expect(troubleOf(issuer, error)).toMatchObject(trouble);
  });

  test('its words cannot steer a terminal', () => {
    expect(troubleOf(issuer, said('invalid_grant', 400)).sentence).not.toContain('\u001B');
  });
});

describe('what was granted', () => {
  const granted = (fields: Partial<Granted>): Granted => ({
    ...{ access_token: 'a', token_type: 'bearer' as const },
    ...fields,
  });
  const plan = { issuer, client };

  test('a token is renewed a minute before its end, a short one after three quarters of its life', async () => {
    const spanOf = async (expires_in: number) => {
      const { expires_at = '', renew_at = '' } = await credentialOf(plan, granted({ expires_in }));
      return Date.parse(expires_at) - Date.parse(renew_at);
    };
    expect([await spanOf(3_600), await spanOf(40)]).toEqual([60_000, 10_000]);
  });

  test('a refresh token stays where no other one is given, and its end is kept', async () => {
    const fields: Partial<Granted> = { expires_in: 60, refresh_expires_in: 600 };
    const kept = await credentialOf(plan, granted(fields), 'r');
    expect([kept.refresh_token, Date.parse(kept.refresh_ends_at ?? '') > Date.parse(kept.expires_at ?? '')]).toEqual(['r', true]);
    expect(await credentialOf(plan, granted({ refresh_token: 's' }), 'r')).toEqual({
      token: 'a',
      refresh_token: 's',
      issuer,
      client,
    });
  });

  test('without the ID token that the API takes, a sentence says so', async () => {
    await expect(credentialOf({ issuer, client: { ...client, token: 'id' } }, granted({}))).rejects.toThrow(/gave no ID token/);
  });
});

test.each([
  [
    { renewed: true, expires_at: 'x', refresh_ends_at: null },
    'until you sign out, or the issuer ends it: it is renewed by itself',
  ],
  [
    { renewed: true, expires_at: 'x', refresh_ends_at: '2026-11-20T12:00:00.000Z' },
    'until 2026-11-20 12:00 UTC (2h 0m from now), and is renewed by itself',
  ],
  [{ renewed: false, expires_at: '2026-11-20T09:00:00.000Z', refresh_ends_at: null }, 'until 2026-11-20 09:00 UTC'],
])('how long a sign-in lasts: %j', (life, text) => {
  expect(lifeText({ issuer, ...life }, Date.parse('2026-11-20T10:00:00Z'))).toBe(text);
});
