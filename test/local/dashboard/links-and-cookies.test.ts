/** A link signs one browser in, once; its cookie is good for this folder and this port, and for no other. */
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeLifeMs } from '../../../local/dashboard/one-time-codes.ts';
import { signInLifeS } from '../../../local/dashboard/sign-in-cookie.ts';
import { temporaryFolder } from '../fixture-app.ts';
import { cookieOf, pathOf, serveDashboard, writePage, type Served, type Serving } from './served-dashboard.ts';

const csrf = { 'x-bgagent-csrf': '1' };
const person = { accept: 'text/html' };

let root: Awaited<ReturnType<typeof temporaryFolder>>;
let page: string;
let running: Served[] = [];
beforeEach(async () => {
  root = await temporaryFolder();
  page = await writePage(join(root.path, 'page'));
});
afterEach(async () => {
  await Promise.all(running.map((each) => each.close()));
  running = [];
  await root.remove();
});

/** Serves the folder of that name. */
async function serve(name = 'one', more: Partial<Serving> = {}): Promise<Served> {
  const dir = join(root.path, name);
  await mkdir(dir, { recursive: true });
  const served = await serveDashboard({ dir, page, ...more });
  running.push(served);
  return served;
}

async function end(served: Served): Promise<void> {
  await served.close();
  running = running.filter((each) => each !== served);
}

const statusOf = async (served: Served, cookie: string): Promise<'signed in' | 'signed out'> => {
  const before = served.seen.length;
  await served.ask('/v1/fleets', { headers: { cookie } });
  const authorization = served.seen[before]?.headers['authorization'];
  return authorization === `Bearer ${served.token}` ? 'signed in' : 'signed out';
};

describe('a link', () => {
  test('signs in with a cookie that scripts and other sites do not get, and leads to the page', async () => {
    const served = await serve();
    const { dashboard_url } = served.dashboard.link();
    expect(dashboard_url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${served.port}/open\\?code=[\\w-]{43}$`));
    const { status, headers } = await served.ask(pathOf(dashboard_url), { headers: person });
    expect([status, headers.location, headers['cache-control']]).toEqual([303, '/', 'no-store']);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^bgagent-${served.port}=[\\w.-]+; HttpOnly; SameSite=Strict; Path=/; Max-Age=${30 * 24 * 3_600}$`),
      ),
    ]);
  });

  test('works once', async () => {
    const served = await serve();
    const path = pathOf(served.dashboard.link().dashboard_url);
    await served.ask(path);
    const again = await served.ask(path, { headers: person });
    expect([again.status, again.headers['set-cookie'], again.headers['cache-control']]).toEqual([403, undefined, 'no-store']);
    expect(again.headers['content-type']).toContain('text/html');
    expect(again.text).toContain('Make a new one: <code>bgagent dashboard</code>');
  });

  test('works for ten minutes', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    const served = await serve('one', { now: () => nowMs });
    const [late, inTime] = [served.dashboard.link(), served.dashboard.link()];
    expect(late.expires_at).toBe('2026-01-01T00:10:00.000Z');
    nowMs += codeLifeMs - 1;
    expect((await served.ask(pathOf(inTime.dashboard_url))).status).toBe(303);
    nowMs += 1;
    expect((await served.ask(pathOf(late.dashboard_url))).status).toBe(403);
  });

  test('of another runtime, of an earlier start, without a code or with a guessed one does nothing', async () => {
    const [served, other] = [await serve('one'), await serve('two')];
    const foreign = pathOf(other.dashboard.link().dashboard_url);
    for (const path of [foreign, '/open', '/open?code=', `/open?code=${'A'.repeat(43)}`]) {
      const { status, headers } = await served.ask(path);
      expect([path, status, headers['set-cookie']]).toEqual([path, 403, undefined]);
    }
    expect((await other.ask(foreign)).status).toBe(303);
    const early = pathOf(served.dashboard.link().dashboard_url);
    await end(served);
    expect((await (await serve('one', { port: served.port })).ask(early)).status).toBe(403);
  });

  test('is not used up by a browser that looks ahead', async () => {
    const served = await serve();
    const path = pathOf(served.dashboard.link().dashboard_url);
    expect((await served.ask(path, { method: 'HEAD' })).headers['set-cookie']).toBeUndefined();
    for (const headers of [{ 'sec-purpose': 'prefetch;prerender' }, { purpose: 'prefetch' }, { 'x-moz': 'prefetch' }]) {
      const { status, headers: answered } = await served.ask(path, { headers });
      expect([status, answered['set-cookie']]).toEqual([503, undefined]);
    }
    expect((await served.ask(path)).status).toBe(303);
  });

  test('takes the place of the oldest when a hundred wait', async () => {
    const served = await serve();
    const links = Array.from({ length: 101 }, () => pathOf(served.dashboard.link().dashboard_url));
    expect((await served.ask(links[0] ?? '')).status).toBe(403);
    expect((await served.ask(links[1] ?? '')).status).toBe(303);
  });
});

describe('a fresh link', () => {
  const fresh = (served: Served, headers: Record<string, string>) => served.ask('/local/codes', { method: 'POST', headers });

  test('is made for the token of the runtime, also one of an earlier start', async () => {
    const first = await serve();
    await end(first);
    const served = await serve();
    for (const { token } of [first, served]) {
      const { status, text, headers } = await fresh(served, { authorization: `Bearer ${token}` });
      expect([status, headers['cache-control']]).toEqual([201, 'no-store']);
      const { data } = JSON.parse(text) as { data: { dashboard_url: string; expires_at: string } };
      expect((await served.ask(pathOf(data.dashboard_url))).status).toBe(303);
    }
  });

  test('is made for nobody else: no token, the token of another runtime, a cookie', async () => {
    const [served, other] = [await serve('one'), await serve('two')];
    const cookie = await served.signIn();
    const changed = `${served.token.slice(0, -4)}AAAA`;
    const tries = [{}, { authorization: `Bearer ${other.token}` }, { authorization: `Bearer ${changed}` }, { cookie, ...csrf }];
    for (const headers of tries) {
      const { status, text } = await fresh(served, headers);
      expect([status, text.includes('code=')]).toEqual([401, false]);
    }
    expect((await served.ask('/local/codes', { headers: { authorization: `Bearer ${served.token}` } })).status).toBe(404);
  });
});

describe('a page that is open', () => {
  const redeem = (served: Served, code: unknown, headers: Record<string, string> = csrf) =>
    served.ask('/local/codes/redeem', { method: 'POST', headers, body: JSON.stringify({ code }) });

  test('takes a pasted link, or its code, once', async () => {
    const served = await serve();
    const link = (): string => served.dashboard.link().dashboard_url;
    for (const code of [link(), ` ${link().split('code=')[1] ?? ''} `]) {
      const answer = await redeem(served, code);
      expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { data: { signed_in: true } }]);
      expect(await statusOf(served, cookieOf(answer))).toBe('signed in');
      const again = await redeem(served, code);
      expect([again.status, again.headers['set-cookie']]).toEqual([403, undefined]);
      expect(again.text).toContain('Make a new one: bgagent dashboard');
    }
  });

  test('is told what is wrong with what it sends', async () => {
    const served = await serve();
    for (const code of [undefined, 7, '', 'x'.repeat(5_000)]) expect((await redeem(served, code)).status).toBe(400);
    const broken = await served.ask('/local/codes/redeem', { method: 'POST', headers: csrf, body: 'code=x' });
    expect(broken.status).toBe(400);
  });

  test('of another origin redeems nothing, and does not use the code up', async () => {
    const served = await serve();
    const code = served.dashboard.link().dashboard_url;
    expect((await redeem(served, code, {})).status).toBe(403);
    expect((await redeem(served, code, { ...csrf, origin: 'http://evil.example' })).status).toBe(403);
    expect((await redeem(served, code, { ...csrf, host: `evil.example:${served.port}` })).status).toBe(421);
    expect((await redeem(served, code)).status).toBe(200);
  });
});

describe('a cookie', () => {
  test('is good after a restart on the same port', async () => {
    const first = await serve();
    const cookie = await first.signIn();
    await end(first);
    const again = await serve('one', { port: first.port });
    expect(await statusOf(again, cookie)).toBe('signed in');
    expect((await stat(join(root.path, 'one', 'dashboard-secret'))).mode & 0o777).toBe(0o600);
  });

  test('of another port of the same folder is refused, also under the name of this port', async () => {
    const first = await serve();
    const cookie = await first.signIn();
    await end(first);
    const moved = await serve();
    expect(moved.port).not.toBe(first.port);
    const renamed = cookie.replace(/^bgagent-\d+/, `bgagent-${moved.port}`);
    for (const each of [cookie, renamed]) expect(await statusOf(moved, each)).toBe('signed out');
  });

  test('of another runtime with the same port is refused', async () => {
    const first = await serve('one');
    const cookie = await first.signIn();
    await end(first);
    const other = await serve('two', { port: first.port });
    expect(await statusOf(other, cookie)).toBe('signed out');
  });

  test('of a runtime whose secret was copied is refused in the other folder', async () => {
    const [first, secret] = [await serve('one'), join(root.path, 'one', 'dashboard-secret')];
    const cookie = await first.signIn();
    await end(first);
    await mkdir(join(root.path, 'two'));
    await copyFile(secret, join(root.path, 'two', 'dashboard-secret'));
    const other = await serve('two', { port: first.port });
    expect(await statusOf(other, cookie)).toBe('signed out');
  });

  test('does not disturb that of a second runtime in the same browser', async () => {
    const [one, two] = [await serve('one'), await serve('two')];
    const jar = [await one.signIn(), await two.signIn()].join('; ');
    expect(await statusOf(one, jar)).toBe('signed in');
    expect(await statusOf(two, jar)).toBe('signed in');
    await one.ask('/local/sign-out', { method: 'POST', headers: { cookie: jar, ...csrf } });
    expect(await statusOf(one, jar)).toBe('signed out');
    expect(await statusOf(two, jar)).toBe('signed in');
  });

  test('that was changed, cut or made up is refused', async () => {
    const served = await serve();
    const cookie = await served.signIn();
    const [name = '', value = ''] = cookie.split('=');
    const [issued = '', id = '', mac = ''] = value.split('.');
    const later = (parseInt(issued, 36) + 1).toString(36);
    const flip = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    const others = [
      `${later}.${id}.${mac}`,
      `${issued}.${flip(id)}.${mac}`,
      `${issued}.${id}.${flip(mac)}`,
      `${issued}.${id}.`,
      `${issued}.${id}`,
      `${value}x`,
      `..`,
      '',
    ];
    for (const other of others) expect([other, await statusOf(served, `${name}=${other}`)]).toEqual([other, 'signed out']);
    expect(await statusOf(served, `a=1; ${name}=made-up; ${cookie}`)).toBe('signed in');
  });

  test('ends after 30 days', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    const served = await serve('one', { now: () => nowMs });
    const cookie = await served.signIn();
    nowMs += (signInLifeS - 1) * 1_000;
    expect(await statusOf(served, cookie)).toBe('signed in');
    nowMs += 1_000;
    expect(await statusOf(served, cookie)).toBe('signed out');
  });
});

describe('signing out', () => {
  const signOut = (served: Served, headers: Record<string, string>) => served.ask('/local/sign-out', { method: 'POST', headers });

  test('takes the cookie away, and a copy of it opens nothing, also after a restart', async () => {
    const served = await serve();
    const [cookie, other] = [await served.signIn(), await served.signIn()];
    const { status, headers } = await signOut(served, { cookie, ...csrf });
    expect([status, headers['set-cookie']]).toEqual([
      200,
      [`bgagent-${served.port}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`],
    ]);
    expect([await statusOf(served, cookie), await statusOf(served, other)]).toEqual(['signed out', 'signed in']);
    await end(served);
    const again = await serve('one', { port: served.port });
    expect([await statusOf(again, cookie), await statusOf(again, other)]).toEqual(['signed out', 'signed in']);
  });

  test('does nothing for another page', async () => {
    const served = await serve();
    const cookie = await served.signIn();
    expect((await signOut(served, { cookie })).status).toBe(403);
    expect((await signOut(served, { cookie, ...csrf, 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect(await statusOf(served, cookie)).toBe('signed in');
  });

  test('keeps a list that does not grow for ever', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    const served = await serve('one', { now: () => nowMs });
    await signOut(served, { cookie: await served.signIn(), ...csrf });
    nowMs += (signInLifeS + 1) * 1_000;
    await signOut(served, { cookie: await served.signIn(), ...csrf });
    const list = JSON.parse(await readFile(join(root.path, 'one', 'dashboard-signed-out.json'), 'utf8')) as unknown[];
    expect(list).toHaveLength(1);
  });
});
