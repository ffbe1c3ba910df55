/** A stored sign-in is renewed before it ends, once after a refusal, and by one process at a time. */
import { tokenSource } from '../../../cli/sign-in/token-source.ts';
import { SignInWorld } from './sign-in-world.ts';

let world: SignInWorld;
beforeEach(async () => {
  world = await SignInWorld.start({ listFleets: () => ({ data: [] }) });
  await world.login('ann');
});
afterEach(() => world.close());

const list = () => world.run(['fleet', 'list', '--json']);

test('a token whose time has come is renewed, and the rotated refresh token is kept', async () => {
  const [before, refreshes] = [world.stored(), world.refreshes()];
  expect(await list()).toMatchObject({ code: 0 });
  expect(world.refreshes()).toBe(refreshes);
  world.letTokenEnd();
  expect(await list()).toMatchObject({ code: 0, stderr: '' });
  world.letTokenEnd();
  expect(await list()).toMatchObject({ code: 0, stderr: '' });
  expect(world.refreshes()).toBe(refreshes + 2);
  expect(world.stored()?.refresh_token).not.toBe(before?.refresh_token);
});

test('a token that the API refuses is renewed once', async () => {
  world.store({ token: 'not-a-token' });
  const refreshes = world.refreshes();
  expect(await list()).toMatchObject({ code: 0, stderr: '' });
  expect(world.refreshes()).toBe(refreshes + 1);
});

test('a sign-in that was revoked is 4, and the sentence says to sign in again', async () => {
  world.issuer.revoke('ann');
  world.letTokenEnd();
  const { code, stderr } = await list();
  expect([code, stderr]).toEqual([
    4,
    expect.stringMatching(/revoked, or not used for too long: .*invalid_grant.*"bgagent login"/),
  ]);
});

test('a token that ended and cannot be renewed is 4', async () => {
  world.store({ renew_at: '2026-01-01T00:00:00.000Z', expires_at: '2026-01-01T00:00:00.000Z', refresh_token: undefined });
  const { code, stderr } = await list();
  expect([code, stderr]).toEqual([
    4,
    expect.stringMatching(/sign-in at http\S+ ended at 2026-01-01T00:00:00.000Z.*"bgagent login"/),
  ]);
});

test('many at the same time renew once, although a refresh token may be used once', async () => {
  world.letTokenEnd();
  const refreshes = world.refreshes();
  const before = process.env['BGAGENT_CONFIG_DIR'];
  process.env['BGAGENT_CONFIG_DIR'] = world.folder.dir;
  const credential = world.stored();
  if (credential === undefined) throw new Error('Nothing is stored.');
  // Each is what one process has.
  const sources = Array.from({ length: 5 }, () =>
    tokenSource({ apiUrl: world.api.url, credential, kept: true }, () => undefined),
  );
  const tokens = await Promise.all(sources.flatMap((source) => [source.next(), source.next()]));
  process.env['BGAGENT_CONFIG_DIR'] = before;
  expect(new Set(tokens).size).toBe(1);
  expect(world.refreshes()).toBe(refreshes + 1);
});

test('signing out ends the refresh token at the issuer, and forgets it here', async () => {
  const before = world.stored();
  expect(await world.run(['logout', '--json'])).toMatchObject({ code: 0, stderr: '' });
  expect(world.stored()).toBeUndefined();
  expect((await list()).stderr).toContain('run "bgagent login"');
  world.store({ ...before, renew_at: '2026-01-01T00:00:00.000Z', expires_at: '2026-01-01T00:00:00.000Z' });
  expect((await list()).stderr).toContain('invalid_grant');
  expect(await world.run(['logout'])).toMatchObject({ stdout: `Signed out of ${world.api.url}.\n` });
  expect(await world.run(['logout'])).toMatchObject({ stdout: `You were not signed in to ${world.api.url}.\n` });
});
