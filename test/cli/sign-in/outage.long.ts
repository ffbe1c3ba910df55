/** Sign-ins in trouble and over time: an issuer that is down, a watch that outlasts its tokens, clocks, devices, many processes. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { signInAs } from '../../issuer/sign-in-as.ts';
import type { RunOptions } from '../run-cli.ts';
import { fleetId, sampleFleet } from '../samples.ts';
import { SignInWorld } from './sign-in-world.ts';

/** When the fleet ends; epoch ms. */
let endsAt = 0;
let world: SignInWorld;
beforeEach(async () => {
  endsAt = 0;
  world = await SignInWorld.start({
    listFleets: () => ({ data: [] }),
    getFleet: () => ({ data: sampleFleet({ status: Date.now() < endsAt ? 'RUNNING' : 'SUCCEEDED' }) }),
    listTargets: () => ({ data: [] }),
  });
});
afterEach(() => world.close());

/** A command as a process of its own. */
const start = (args: readonly string[], { env, ...options }: RunOptions = {}) =>
  world.folder.run(args, { ...options, env: { ...defined(world.env()), ...env } });
const defined = (env: Record<string, string | undefined>): Record<string, string> => {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(set), DISPLAY: '', WAYLAND_DISPLAY: '' };
};

const list = () => world.run(['fleet', 'list', '--json']);

test('with an issuer that is down, a token that lives is used, and one that ended is renewed when the issuer is back', async () => {
  await world.login('ann');
  await world.issuer.stop();
  world.store({ renew_at: '2026-01-01T00:00:00.000Z' });
  const lives = await list();
  expect([lives.code, lives.stderr]).toEqual([
    0,
    expect.stringMatching(/cannot be renewed now: the issuer \S+ cannot be reached .*The present token is used until it ends/),
  ]);
  world.letTokenEnd();
  const before = world.stored();
  const ended = await list();
  expect([ended.code, ended.stderr]).toEqual([
    1,
    expect.stringMatching(
      /cannot be renewed now: the issuer \S+ cannot be reached \(connect ECONNREFUSED .*try again when the issuer answers/,
    ),
  ]);
  expect(world.stored()).toEqual(before);
  await world.issuer.start();
  expect(await list()).toMatchObject({ code: 0, stderr: '' });
});

test('signing in and out at an issuer that is down says so, and loses nothing that it should keep', async () => {
  await world.login('ann');
  const before = world.stored();
  await world.issuer.stop();
  const { code, stderr } = await world.login('ann');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be reached .*Try again later; nothing was changed/)]);
  expect(world.stored()).toEqual(before);
  const out = await world.run(['logout']);
  expect([out.code, out.stderr]).toEqual([
    0,
    expect.stringContaining('The refresh token is removed here, and stays valid at the issuer'),
  ]);
  expect(world.stored()).toBeUndefined();
});

test('a watch outlasts its tokens, and an outage of the issuer in the middle', async () => {
  world.issuer.setAccessTokenS(2);
  await world.login('ann');
  const refreshes = world.refreshes();
  endsAt = Date.now() + 16_000;
  const watching = world.run(['fleet', 'watch', fleetId]);
  await sleep(4_000);
  expect(world.refreshes()).toBeGreaterThan(refreshes);
  await world.issuer.stop();
  await sleep(6_000);
  await world.issuer.start();
  const { code, stderr } = await watching;
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/cannot be renewed now: the issuer.*Still trying\..*The issuer answers again\./s),
  ]);
});

test('a sign-in that is revoked in the middle of a watch ends it with 4', async () => {
  world.issuer.setAccessTokenS(2);
  await world.login('ann');
  endsAt = Date.now() + 60_000;
  const watching = world.run(['fleet', 'watch', fleetId]);
  await sleep(1_000);
  world.issuer.revoke('ann');
  const { code, stderr } = await watching;
  expect([code, stderr]).toEqual([4, expect.stringContaining('"bgagent login"')]);
});

test('six processes at the same time renew once', async () => {
  await world.login('ann');
  world.letTokenEnd();
  const refreshes = world.refreshes();
  const ended = await Promise.all(Array.from({ length: 6 }, () => start(['fleet', 'list', '--json'])));
  expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(Array.from({ length: 6 }, () => [0, '']));
  expect(world.refreshes()).toBe(refreshes + 1);
});

test.each([
  [-600_000, 'behind'],
  [600_000, 'ahead of'],
])('a clock that is off by %d ms is named, and the sign-in works', async (off, side) => {
  const clock = new URL('shifted-clock.js', import.meta.url).href;
  const env = { CLOCK_OFF_MS: String(off), NODE_OPTIONS: `--import=${clock}` };
  world.issuer.setAccessTokenS(120);
  const { code, stderr } = await start(['login'], { env, onStart: browseFor('ann') });
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(new RegExp(`the clock of this machine is (9m \\d+s|10m( \\d+s)?) ${side} that of .*set it`)),
  ]);
  expect((await start(['whoami'], { env })).code).toBe(0);
});

/** Plays the browser for a process that prints an address. */
const browseFor = (user: string) => (child: ChildProcess) => {
  let text = '';
  let opened = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const address = /\n {2}(http\S+)\n/.exec(text)?.[1];
    if (address === undefined || opened) return;
    opened = true;
    void signInAs(address, user);
  });
};

test('a machine without a browser signs in by a code, although the issuer is down for a while', async () => {
  const { code, stderr } = await world.run(['login', '--device'], {
    onStderr: (text) => {
      const [, address, userCode] = /Open (\S+) in any browser, and enter the code\n\n {2}(\S+)\n/.exec(text) ?? [];
      if (address !== undefined && userCode !== undefined) confirm ??= confirmLater(address, userCode);
    },
  });
  expect([code, stderr]).toEqual([0, expect.stringContaining('Still trying.')]);
  expect(world.stored()?.refresh_token).toMatch(/./);
});

let confirm: Promise<void> | undefined;
async function confirmLater(address: string, userCode: string): Promise<void> {
  await world.issuer.stop();
  await sleep(8_000);
  await world.issuer.start();
  await signInAs(address, 'ann', { userCode });
}

test('a code that the person refuses is 4', async () => {
  let refused: Promise<unknown> | undefined;
  const { code, stderr } = await world.run(['login', '--device'], {
    onStderr: (text) => {
      const address = /\n {2}(http\S+user_code=\S+)\n/.exec(text)?.[1];
      if (address !== undefined) refused ??= signInAs(address, 'ann', { cancelAt: 'login' });
    },
  });
  await refused;
  expect([code, stderr]).toEqual([4, expect.stringContaining('refused or cancelled at the issuer')]);
});
