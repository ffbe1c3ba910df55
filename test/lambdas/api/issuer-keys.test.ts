/** Keys of an issuer that is on the network: found by its discovery, asked for again when they change, kept while it is away. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { createAuthenticator } from '../../../lambdas/api/http/authenticate.ts';
import { IssuerAway } from '../../../lambdas/api/http/issuer-keys.ts';

const start = Date.now();
const { now } = Date;
const at = (seconds: number): void => {
  Date.now = () => start + seconds * 1_000;
};
beforeEach(() => {
  at(0);
});
afterEach(async () => {
  Date.now = now;
  await stop?.();
  stop = undefined;
});
let stop: (() => Promise<unknown>) | undefined;

interface World {
  /** What each path answers; a path that is not named answers 404. */
  answers: Record<string, unknown>;
  asked: string[];
  readonly issuer: string;
  readonly tokenOf: (key: CryptoKey, kid?: string) => Promise<string>;
}

const keysPath = '/oauth2/v1/keys';
const discoveryPath = '/.well-known/openid-configuration';

async function key(kid: string): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}

/** An issuer with one key. Its keys are at no usual place, as those of Okta and Entra. */
async function world(pathOfIssuer = '') {
  const one = await key('one');
  const server = createServer((request, response) => {
    world.asked.push(request.url ?? '');
    const answer = world.answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  const issuer = `${base}${pathOfIssuer}`;
  const world: World = {
    asked: [],
    answers: {
      [`${pathOfIssuer.replace(/\/$/, '')}${discoveryPath}`]: { issuer, jwks_uri: `${base}${keysPath}` },
      [keysPath]: { keys: [one.jwk] },
    },
    issuer,
    tokenOf: (privateKey, kid = 'one') =>
      new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(issuer)
        .setAudience('bgagent')
        .setSubject('ann')
        .setExpirationTime(Math.floor(start / 1_000) + 86_400)
        .sign(privateKey),
  };
  const settings = { issuer, audiences: ['bgagent'], jwks: '', jwksUri: '', groupClaim: 'groups' };
  return { world, one, settings, authenticate: createAuthenticator(settings), token: await world.tokenOf(one.privateKey) };
}

const ok = { ok: true };
const unknownKey = { ok: false, error: 'The token is not signed with a key of the issuer.' };

test.each(['', '/', '/tenant/v2.0'])('the keys of an issuer with the path "%s" are where its discovery says', async (path) => {
  const { world: issuer, authenticate, token } = await world(path);
  expect(await Promise.all([authenticate(token), authenticate(token)])).toMatchObject([ok, ok]);
  at(400);
  expect(await authenticate(token)).toMatchObject(ok);
  expect(issuer.asked).toEqual([`${path === '/' ? '' : path}${discoveryPath}`, keysPath]);
});

test('jwks_uri spares the discovery', async () => {
  const { world: issuer, settings, token } = await world();
  issuer.answers = { '/mine': issuer.answers[keysPath] };
  expect(await createAuthenticator({ ...settings, jwksUri: `${issuer.issuer}/mine` })(token)).toMatchObject(ok);
  expect(issuer.asked).toEqual(['/mine']);
});

test('a token of another issuer is refused without asking anybody', async () => {
  const { world: issuer, settings, token } = await world();
  const authenticate = createAuthenticator({ ...settings, issuer: 'http://127.0.0.1:1' });
  expect(await authenticate(token)).toEqual({
    ok: false,
    error: `The token is of the issuer ${issuer.issuer}, and this service takes those of http://127.0.0.1:1.`,
  });
  expect(issuer.asked).toEqual([]);
});

test('a new key of the issuer is fetched when the first token comes that it signed', async () => {
  const { world: issuer, one, authenticate, token } = await world();
  await authenticate(token);
  const two = await key('two');
  issuer.answers[keysPath] = { keys: [one.jwk, two.jwk] };
  at(60);
  expect(await authenticate(await issuer.tokenOf(two.privateKey, 'two'))).toMatchObject(ok);
  expect(await authenticate(token)).toMatchObject(ok);
  expect(issuer.asked).toEqual([discoveryPath, keysPath, keysPath]);
});

test('tokens with keys that nobody has make no flood of questions', async () => {
  const { world: issuer, one, authenticate } = await world();
  const odd = await Promise.all(Array.from({ length: 20 }, (_, n) => issuer.tokenOf(one.privateKey, `no-${n}`)));
  for (const token of odd) expect(await authenticate(token)).toEqual(unknownKey);
  expect(issuer.asked).toEqual([discoveryPath, keysPath]);
  at(11);
  for (const token of odd) expect(await authenticate(token)).toEqual(unknownKey);
  expect(issuer.asked).toEqual([discoveryPath, keysPath, keysPath]);
});

test('a key that was withdrawn counts ten minutes at most', async () => {
  const { world: issuer, authenticate, token } = await world();
  await authenticate(token);
  issuer.answers[keysPath] = { keys: [(await key('two')).jwk] };
  at(590);
  expect(await authenticate(token)).toMatchObject(ok);
  at(655);
  expect(await authenticate(token)).toEqual(unknownKey);
});

describe('while the issuer is away', () => {
  test('nothing is known of a token, and it is asked again, once a second', async () => {
    const { world: issuer, authenticate, token } = await world();
    const answers = issuer.answers;
    issuer.answers = {};
    await expect(authenticate(token)).rejects.toThrow(IssuerAway);
    await expect(authenticate(token)).rejects.toThrow(IssuerAway);
    expect(issuer.asked).toEqual([discoveryPath]);
    issuer.answers = answers;
    at(2);
    expect(await authenticate(token)).toMatchObject(ok);
  });

  test('the keys that are known go on, and it is asked again, twice a minute', async () => {
    const { world: issuer, one, authenticate, token } = await world();
    await authenticate(token);
    await stop?.();
    at(3_600);
    expect(await authenticate(token)).toMatchObject(ok);
    expect(await authenticate(await issuer.tokenOf(one.privateKey))).toMatchObject(ok);
  });

  test('a key that is not known is nobody’s fault', async () => {
    const { world: issuer, one, authenticate, token } = await world();
    await authenticate(token);
    issuer.answers = {};
    at(60);
    const other = await issuer.tokenOf(one.privateKey, 'two');
    await expect(authenticate(other)).rejects.toThrow(IssuerAway);
    await expect(authenticate(other)).rejects.toThrow(IssuerAway);
    expect(await authenticate(token)).toMatchObject(ok);
    expect(issuer.asked).toEqual([discoveryPath, keysPath, keysPath]);
  });

  test('keys that moved are found again', async () => {
    const { world: issuer, authenticate, token } = await world();
    await authenticate(token);
    const moved = { issuer: issuer.issuer, jwks_uri: `${issuer.issuer}/moved` };
    issuer.answers = { [discoveryPath]: moved, '/moved': issuer.answers[keysPath] };
    at(700);
    expect(await authenticate(token)).toMatchObject(ok);
    at(800);
    expect(await authenticate(token)).toMatchObject(ok);
    expect(issuer.asked.slice(2)).toEqual([keysPath, discoveryPath, '/moved']);
  });
});

test.each<[string, (issuer: string) => Record<string, unknown>, RegExp]>([
  [
    'of another issuer',
    () => ({ issuer: 'http://other.test', jwks_uri: 'http://other.test/keys' }),
    /another issuer, http:\/\/other\.test$/,
  ],
  ['without keys', (issuer) => ({ issuer }), /jwks_uri/],
  ['with keys that are no key set', (issuer) => ({ issuer, jwks_uri: `${issuer}${discoveryPath}` }), /keys/],
  ['with keys in a file', (issuer) => ({ issuer, jwks_uri: 'file:///etc/passwd' }), /jwks_uri/],
])('a discovery %s is of no use, and the log says why', async (_, said, why) => {
  const { world: issuer, authenticate, token } = await world();
  issuer.answers[discoveryPath] = said(issuer.issuer);
  await expect(authenticate(token)).rejects.toThrow(why);
});
