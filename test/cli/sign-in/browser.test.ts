/** `bgagent login` with a browser, against a real issuer. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { signInAs } from '../../issuer/sign-in-as.ts';
import { SignInWorld } from './sign-in-world.ts';

let world: SignInWorld;
beforeEach(async () => {
  world = await SignInWorld.start();
});
afterEach(() => world.close());

test('the browser comes back, and the tokens are in a file that only the owner can read', async () => {
  const { code, stdout, end } = await world.login('ann');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Signed in to http\S+ as ana\.\nIt lasts until you sign out/)]);
  expect(end?.page?.text).toContain('You are signed in');
  expect(end?.page?.text).not.toContain('<script');
  expect(end?.page?.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(world.stored()).toMatchObject({ issuer: world.issuer.issuer, client: { client_id: 'bgagent-cli' } });
  expect(world.stored()?.refresh_token).toMatch(/./);
  expect(world.mode()).toBe(0o600);
  const { stdout: who } = await world.run(['whoami', '--json']);
  expect(JSON.parse(who)).toMatchObject({ user: 'ana', sign_in: { issuer: world.issuer.issuer, renewed: true } });
});

test('a person who refuses is not signed in: 4, the page says so, and what was stored is still there', async () => {
  world.store({ token: 'the one before' });
  const { code, stderr, end } = await world.login('ann', { browser: { cancelAt: 'consent' } });
  expect([code, stderr]).toEqual([4, expect.stringContaining('refused or cancelled at the issuer: nothing was changed')]);
  expect([end?.page?.status, end?.page?.text]).toEqual([400, expect.stringContaining('You are not signed in')]);
  expect(world.stored()).toEqual({ token: 'the one before' });
});

test('an answer of another sign-in is not taken, and the wait goes on', async () => {
  const { code, stderr } = await world.login('ann', {
    person: async (address) => {
      const stranger = new URL(address.searchParams.get('redirect_uri') ?? '');
      stranger.search = '?code=x&state=another';
      expect((await fetch(stranger)).status).toBe(400);
      expect((await fetch(new URL('/other', stranger))).status).toBe(404);
      return await signInAs(address, 'ann');
    },
  });
  expect([code, stderr]).toEqual([0, expect.stringContaining('A browser came back from another sign-in, which was not taken')]);
});

test('an ID token with another nonce is refused', async () => {
  const { code, stderr } = await world.login('ann', {
    person: async (address) => {
      address.searchParams.set('nonce', 'of-another-sign-in');
      return await signInAs(address, 'ann');
    },
  });
  expect([code, stderr]).toEqual([4, expect.stringMatching(/answered something that cannot be used \(.*nonce.*bgagent login/)]);
  expect(world.stored()).toBeUndefined();
});

test('the address that a browser elsewhere ended at is taken from standard input, also where every port is taken', async () => {
  const taken = await portTaker();
  world.tell({ ports: [taken.port] });
  const input = new PassThrough();
  const { code, stderr } = await world.login('ann', {
    args: ['--no-browser'],
    input,
    person: async (address) => {
      input.write('what?\n');
      input.write('http://127.0.0.1:1/callback?code=x&state=another\n');
      const end = await signInAs(address, 'ann');
      input.write(`${end.address.href}\n`);
      return end;
    },
  });
  await taken.close();
  expect([code, stderr]).toEqual([0, expect.stringMatching(/not the address that the browser ended at.*is of another sign-in/s)]);
});

test('a port that is taken is passed over; where all are, a sentence says what to do', async () => {
  const [first, second] = [await portTaker(), await portTaker()];
  world.tell({ ports: [first.port, second.port] });
  const stuck = await world.login('ann');
  expect([stuck.code, stuck.stderr]).toEqual([
    1,
    expect.stringMatching(/ports \d+, \d+ of 127\.0\.0\.1 cannot be used .*--no-browser or --device/),
  ]);
  await second.close();
  const { code, end } = await world.login('ann');
  expect([code, end?.address.port]).toEqual([0, String(second.port)]);
  await first.close();
});

test('Ctrl-C ends the wait: 130, and nothing was changed', async () => {
  const { code, stderr } = await world.login('ann', {
    person: (address) => {
      process.emit('SIGINT');
      return Promise.resolve({ address, page: undefined });
    },
  });
  expect([code, stderr]).toEqual([
    130,
    expect.stringContaining('the sign-in was ended before the browser came back: nothing was changed'),
  ]);
});

test('an API that does not take the token says so with what the token says', async () => {
  world.tell({ parameters: { resource: 'urn:other' } });
  const { code, stderr, end } = await world.login('ann');
  expect([code, stderr]).toEqual([
    4,
    expect.stringMatching(/does not take the access token of http\S+ \(iss "http\S+", aud "other"\).*auth\.audience/),
  ]);
  expect(end?.page?.text).toContain('You are not signed in');
  expect(world.stored()).toBeUndefined();
});

test('an API that takes ID tokens gets those', async () => {
  world.tell({ token: 'id' });
  const { stderr } = await world.login('ann');
  expect(stderr).toMatch(/does not take the id token .*aud "bgagent-cli"/);
});

test('without a client, and without an issuer that answers, a sentence says what to do', async () => {
  world.tell(null);
  const none = await world.login('ann');
  expect([none.code, none.stderr]).toEqual([
    1,
    expect.stringMatching(/no client of the command line is set up .* auth\.cli, .*--client-id, .*--token-stdin/),
  ]);
  const given = await world.login('ann', { args: ['--client-id', 'bgagent-cli'] });
  expect(given.code).toBe(0);
  const wrong = await world.login('ann', { args: ['--client-id', 'bgagent-cli', '--issuer', 'http://fleets.example.com'] });
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('tokens travel over https only')]);
});

test('--token-stdin stores a token, without the sign-in before it', async () => {
  await world.login('ann');
  const input = new PassThrough();
  input.end('abc\n');
  expect(await world.run(['login', '--token-stdin'], { input })).toMatchObject({
    code: 0,
    stdout: `The token for ${world.api.url} is stored.\n`,
  });
  expect(world.stored()).toEqual({ token: 'abc' });
});

interface Taken {
  readonly port: number;
  readonly close: () => Promise<unknown>;
}

async function portTaker(): Promise<Taken> {
  // It answers nothing, as another program would.
  const server: Server = createServer(({ socket }) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(resolve)) };
}
