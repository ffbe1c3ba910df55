/** Signing in and out on one machine, as the page sends it. */
import { cookieSession } from '../../web/auth/cookie-session.ts';
import { Cell } from '../../web/cell.ts';

function sessionWith(answer: () => Response) {
  const sent: { url: string; method: string; csrf: string | null; body: unknown }[] = [];
  const signedIn = new Cell(true);
  const session = cookieSession((input, init) => {
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const csrf = new Headers(init?.headers).get('x-bgagent-csrf');
    sent.push({ url: input instanceof Request ? input.url : input.toString(), method: init?.method ?? 'GET', csrf, body });
    return Promise.resolve().then(answer);
  }, signedIn);
  return { session, sent, signedIn };
}

test('each request says that it is of the page; a 401 says that nobody is signed in, and a good answer that somebody is', async () => {
  let status = 401;
  const { session, sent, signedIn } = sessionWith(() => new Response(null, { status }));
  await session.fetch('/v1/me');
  expect(signedIn.get()).toBe(false);
  status = 200;
  await session.fetch('/v1/me');
  expect(signedIn.get()).toBe(true);
  expect(sent[0]).toEqual({ url: '/v1/me', method: 'GET', csrf: '1', body: undefined });
});

test('signing in sends what was typed, and says why it was refused', async () => {
  const refused = sessionWith(() => Response.json({ error: { message: 'This link does not work.' } }, { status: 403 }));
  refused.signedIn.set(false);
  expect(await refused.session.signIn(' http://127.0.0.1:1/open?code=abc ')).toBe('This link does not work.');
  expect(refused.signedIn.get()).toBe(false);
  expect(refused.sent).toEqual([
    { url: '/local/codes/redeem', method: 'POST', csrf: '1', body: { code: 'http://127.0.0.1:1/open?code=abc' } },
  ]);
  const good = sessionWith(() => Response.json({ data: { signed_in: true } }));
  good.signedIn.set(false);
  expect(await good.session.signIn('abc')).toBeUndefined();
  expect(good.signedIn.get()).toBe(true);
});

test.each([
  ['an answer of something else', () => new Response('<html>', { status: 502 }), 'The service answered 502.'],
  [
    'no answer',
    () => {
      throw new TypeError('Failed to fetch');
    },
    'The service does not answer.',
  ],
])('signing out: %s', async (_, answer, why) => {
  const { session, signedIn } = sessionWith(answer);
  expect(await session.signOut()).toBe(why);
  expect(signedIn.get()).toBe(true);
});

test('who signs out is signed out', async () => {
  const { session, signedIn } = sessionWith(() => Response.json({ data: { signed_in: false } }));
  expect(await session.signOut()).toBeUndefined();
  expect(signedIn.get()).toBe(false);
});
