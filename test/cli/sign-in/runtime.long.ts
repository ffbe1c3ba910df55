/** The whole way on a real runtime that trusts the issuer: a person whose fleet outlasts the token, and a machine's token. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Runtime, startRuntime } from '../../../local/start-runtime.ts';
import { type Issuer, startIssuer } from '../../issuer/start-issuer.ts';
import { signInAs } from '../../issuer/sign-in-as.ts';
import { cliFolder } from '../run-cli.ts';
import { runInProcess } from '../run-in-process.ts';

const folder = cliFolder();
const dir = mkdtempSync(join(tmpdir(), 'bgagent-signed-'));
let issuer: Issuer;
let runtime: Runtime;
beforeAll(async () => {
  issuer = await startIssuer({ users: { ann: [], olga: ['operators'] }, machines: ['pipeline'] });
  const parameters = {
    AuthIssuer: issuer.issuer,
    AuthAudience: 'bgagent',
    AuthJwks: await (await fetch(issuer.jwksUri)).text(),
    AuthGroupClaim: 'groups',
    AuthCli: JSON.stringify({ client_id: 'bgagent-cli' }),
  };
  runtime = await startRuntime({ dir, port: 0, workers: 0, parameters });
});
afterAll(async () => {
  await runtime.close();
  await issuer.close();
  folder.remove();
  rmSync(dir, { recursive: true, force: true });
});

const run = (args: readonly string[], more: { token?: string; onStderr?: (text: string) => void } = {}) =>
  runInProcess(args, {
    cwd: folder.dir,
    env: {
      ...{ BGAGENT_API_URL: runtime.apiUrl, BGAGENT_CONFIG_DIR: folder.dir, BGAGENT_TOKEN: more.token },
      ...{ DISPLAY: undefined, WAYLAND_DISPLAY: undefined },
    },
    ...(more.onStderr === undefined ? {} : { onStderr: more.onStderr }),
  });

const login = async (user: string) => {
  let end: Promise<unknown> | undefined;
  const ended = await run(['login'], {
    onStderr: (text) => {
      const address = /\n {2}(http\S+)\n/.exec(text)?.[1];
      if (address !== undefined) end ??= signInAs(address, user);
    },
  });
  await end;
  return ended;
};

test('an operator signs in, onboards a repository, and waits for a fleet longer than a token lives', async () => {
  issuer.setAccessTokenS(3);
  expect(await login('olga')).toMatchObject({ code: 0 });
  expect((await run(['whoami'])).stdout).toContain('You are olga, an operator');
  expect((await run(['repo', 'onboard', 'acme/auth', '--clone-url', 'file:///nowhere'])).code).toBe(0);
  const before = issuer.asked.length;
  // No worker is there, so the fleet does not end by itself.
  const waited = await run(['fleet', 'submit', '--repo', 'acme/auth', '--command', 'true', '--wait', '--timeout', '12']);
  expect([waited.code, waited.stderr]).toEqual([124, expect.stringContaining('The --timeout is up: the fleet goes on')]);
  expect(issuer.asked.slice(before).filter((one) => one === 'POST /token').length).toBeGreaterThan(2);
  expect((await run(['fleet', 'cancel', '--yes'])).code).toBe(0);
});

test('a person who is no operator is told so', async () => {
  expect((await login('ann')).stdout).toMatch(/as ann\.\n/);
  expect((await run(['repo', 'remove', 'acme/auth'])).code).toBe(1);
});

test('a machine works with the token of its client in BGAGENT_TOKEN', async () => {
  issuer.setAccessTokenS(3_600);
  const token = await issuer.machineToken('pipeline', 'fleets:read');
  const { code, stdout } = await run(['whoami'], { token });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/You are pipeline,[\s\S]*Sign-in: +it lasts until 20\d\d-/)]);
  expect((await run(['fleet', 'list'], { token })).code).toBe(0);
  const other = await issuer.machineToken('pipeline', 'fleets:read', 'urn:other');
  const refused = await run(['fleet', 'list'], { token: other });
  expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('bgagent login')]);
});
