/** A token that is not taken: the sentence says why. What an attacker may try is refused too, and each in the same words. */
import { createSign, KeyObject } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type JWTPayload } from 'jose';
import { createAuthenticator } from '../../../lambdas/api/http/authenticate.ts';

const seconds = Math.floor(Date.now() / 1_000);
const issuer = 'https://issuer.test';
const good = { iss: issuer, aud: 'bgagent', sub: 'ann', iat: seconds, exp: seconds + 600 };

const ours = await generateKeyPair('RS256', { extractable: true });
const theirs = await generateKeyPair('RS256', { extractable: true });
const publicJwk = { ...(await exportJWK(ours.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
const jwks = JSON.stringify({ keys: [publicJwk] });
const authenticate = createAuthenticator({ issuer, audiences: ['bgagent', 'portal'], jwks, jwksUri: '', groupClaim: 'groups' });

const header = { alg: 'RS256', kid: 'one' };
const signed = (claims: JWTPayload, head: object = {}, key = ours.privateKey) =>
  new SignJWT(claims).setProtectedHeader({ ...header, ...head }).sign(key);
const why = async (token: string) => {
  const answer = await authenticate(token);
  return answer.ok ? 'taken' : answer.error;
};

test.each<[string, object]>([
  ['the other audience', { aud: 'portal' }],
  ['one of its audiences', { aud: ['x', 'portal'] }],
  ['the client in place of the audience (Cognito)', { aud: undefined, client_id: 'portal' }],
  ['a clock that is ahead by half a minute', { iat: seconds + 30, nbf: seconds + 30 }],
  ['no time of issue', { iat: undefined }],
])('a token is taken with %s', async (_, claims) => {
  expect(await why(await signed({ ...good, ...claims }))).toBe('taken');
});

test.each<[string, object, string]>([
  ['expired', { exp: seconds - 300 }, 'The token expired 5m ago.'],
  ['expired a second ago', { exp: seconds - 1 }, 's ago.'],
  ['issued later', { iat: seconds + 600 }, 'The token counts from 10m after now: the clock of its issuer is ahead'],
  ['not yet valid', { nbf: seconds + 7_200 }, 'The token counts from 2h 0m after now: the clock of its issuer is ahead'],
  ['without an end', { exp: undefined }, 'The token never ends: it needs a time of its end (exp).'],
  [
    'of another issuer',
    { iss: 'https://other.test' },
    'of the issuer https://other.test, and this service takes those of https://issuer.test.',
  ],
  ['without an issuer', { iss: undefined }, 'The token is of the issuer nobody'],
  ['for another audience', { aud: 'wiki' }, 'The token was issued for wiki, and not for this service.'],
  ['for others', { aud: ['wiki', 'mail'] }, 'issued for wiki, mail, and not'],
  [
    'for another client, which names itself ours',
    { aud: 'wiki', client_id: 'bgagent', azp: 'bgagent' },
    'issued for wiki, and not',
  ],
  ['of another client (Cognito)', { aud: undefined, client_id: 'wiki' }, 'issued for wiki, and not'],
  ['for nobody', { aud: [] }, 'issued for nobody, and not'],
  ['for an audience that is part of ours', { aud: 'bg' }, 'issued for bg, and not'],
  ['without a subject', { sub: undefined }, 'The token names nobody'],
  ['with a subject that no key can hold', { sub: 'x'.repeat(5_000) }, 'The token names nobody'],
])('a token that is %s', async (_, claims, sentence) => {
  expect(await why(await signed({ ...good, ...claims }))).toContain(sentence);
});

test('a sentence repeats no more of a token than a line, and nothing that a terminal obeys', async () => {
  const answer = await why(await signed({ ...good, aud: `\u001B[2Jwiki\n${'x'.repeat(9_000)}` }));
  expect(answer).toMatch(/^The token was issued for wiki x{100,200}…, and not/);
});

test('only what the issuer signed is told anything of its claims', async () => {
  for (const claims of [{ exp: 1 }, { nbf: seconds + 7_200 }, { aud: 'wiki' }]) {
    expect(await why(await signed({ ...good, ...claims }, {}, theirs.privateKey))).toBe(notOurs);
  }
});

const notOurs = 'The token is not signed with a key of the issuer.';
const notSigned = 'The token is not a signed JWT. An issuer that gives out other tokens must be asked for one of this service.';
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each<[string, () => string | Promise<string>, string]>([
  ['no algorithm and no signature', () => `${part({ alg: 'none' })}.${part(good)}.`, notOurs],
  ['no algorithm, in capitals', () => `${part({ alg: 'NONE', kid: 'one' })}.${part(good)}.`, notOurs],
  ['no signature', async () => `${(await signed(good)).split('.').slice(0, 2).join('.')}.`, notOurs],
  [
    'HS256 with the public key as the secret',
    async () =>
      new SignJWT(good).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(Buffer.from(await exportSPKI(ours.publicKey))),
    notOurs,
  ],
  [
    'HS256 with the key set as the secret',
    () => new SignJWT(good).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(Buffer.from(jwks)),
    notOurs,
  ],
  ['a key of its own (jwk)', async () => signed(good, { jwk: await exportJWK(theirs.publicKey) }, theirs.privateKey), notOurs],
  [
    'keys at an address of its own (jku)',
    () => signed(good, { jku: 'https://evil.test/keys', kid: 'two' }, theirs.privateKey),
    notOurs,
  ],
  [
    'a certificate of its own (x5c)',
    () => signed(good, { x5c: ['MIIB'], x5u: 'https://evil.test/x' }, theirs.privateKey),
    notOurs,
  ],
  ['the key of somebody else under our kid', () => signed(good, {}, theirs.privateKey), notOurs],
  ['another algorithm than the key is for', async () => signed(good, { alg: 'PS256' }, await psKey()), notOurs],
  [
    'claims that were changed after',
    async () => (await signed(good)).replace(/\.[^.]+\./, `.${part({ ...good, sub: 'olga' })}.`),
    notOurs,
  ],
  ['a rule that must be known (crit)', () => byHand({ crit: ['exp-ignored'], 'exp-ignored': true }), notOurs],
  ['claims that are not encoded (b64)', () => byHand({ crit: ['b64'], b64: false }), notSigned],
  ['nothing wrong but its key, which is another', () => byHand({ kid: 'two' }), notOurs],
  ['an end that is text', () => byHand({}, { exp: String(seconds + 9) }), notOurs],
  ['a start that is text', () => byHand({}, { nbf: 'now' }), notOurs],
  ['a start that never comes', () => byHand({}, { nbf: 8e15 }), 'The token counts from'],
  ['five parts (encrypted)', () => 'a.b.c.d.e', notSigned],
  ['a reference and no JWT', () => 'v2.local.opaque', notSigned],
  ['an opaque one', () => '8xLOxBtZp8', notSigned],
  ['claims that are a list', () => `${part(header)}.${part([])}.x`, notSigned],
])('an attack: %s', async (_, token, sentence) => {
  expect(await why(await token())).toContain(sentence);
});

async function psKey() {
  const key = await importJWK({ ...(await exportJWK(ours.privateKey)), alg: 'PS256' }, 'PS256');
  if (key instanceof Uint8Array) throw new Error('A key pair has no secret of bytes.');
  return key;
}

/** Signed right, with what jose would not write. */
function byHand(head: object, claims: object = {}): string {
  const text = `${part({ ...header, ...head })}.${part({ ...good, ...claims })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(KeyObject.from(ours.privateKey)).toString('base64url')}`;
}
