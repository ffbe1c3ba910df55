/** The login of a remote goes to its own scheme, host and port only, and stands in no text that a person can read. */
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { startForgeWithRepository, type ForgeWithRepository } from '../forge/forge-with-repository.ts';
import { makeFolder, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, type TaskBench } from '../task-bench.ts';

const token = `ghp_${ulid()}`;
let bench: TaskBench;
let forge: ForgeWithRepository['forge'];
let remote: ForgeWithRepository['remote'];
let stranger: Awaited<ReturnType<typeof startStranger>>;
const config = join(makeFolder('config'), 'gitconfig');
/** A file that git's own credential helper writes to when it is asked. */
const asked = join(makeFolder('asked'), 'asked');

/** A file to which git writes every program that it starts, with its arguments. */
const trace = join(makeFolder('trace'), 'trace');

/** Another host, which asks every client for a login. */
async function startStranger() {
  const told: string[] = [];
  const server: Server = createServer((request, response) => {
    told.push(request.headers.authorization ?? 'nothing');
    response.writeHead(401, { 'www-authenticate': 'Basic realm="stranger"' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { told, origin, stop };
}

beforeAll(async () => {
  bench = await startTaskBench();
  ({ remote, forge } = await startForgeWithRepository(token));
  stranger = await startStranger();
  const helper = `"!f() { echo asked >> ${asked}; echo username=x-access-token; echo password=${token}; }; f"`;
  const settings = [
    `[url "${stranger.origin}/"]\ninsteadOf = ${forge.origin}/mirrored/`,
    ...[forge.origin, unknown()].map((origin) => `[credential "${origin}"]\nuseHttpPath = true\nhelper = ${helper}`),
  ];
  settings.push(`[trace2]\neventTarget = ${trace}`);
  writeFileSync(config, `${settings.join('\n')}\n`);
  bench.startWorker({
    config: workerConfig.parse({
      forges: [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }],
    }),
    environment: { ...process.env, FORGE_TOKEN: token, GIT_CONFIG_GLOBAL: config },
  });
});
beforeEach(() => {
  stranger.told.length = 0;
  forge.faults.length = 0;
});
afterAll(async () => {
  await bench.stop();
  await stranger.stop();
  await forge.stop();
  removeFolders();
});

/** The forge under a host name for which worker.yaml has no token. */
const unknown = (login = ''): string => `http://${login}localhost:${forge.host.split(':')[1] ?? ''}`;

async function work(clone_url: string, command = 'echo x > x.txt') {
  await bench.onboard({ repo: 'acme/api', clone_url });
  const id = await bench.submit(shellTask(command));
  const row = await bench.ended(id);
  return { id, row, shown: `${row.error_message ?? ''} ${JSON.stringify(row.error_classification)}` };
}

/** Redirects the next requests of git that match. */
function redirect(match: RegExp, to: string, known = false): void {
  const location = `${to}/info/refs?service=git-upload-pack`;
  for (let n = 0; n < 4; n += 1) forge.faults.push({ match, status: 302, headers: { location }, known });
}

const moved = /GET \/acme\/old\.git\/info\/refs/;

test.each([
  ['before it is known who asks', false],
  ['after the login was given', true],
])('a redirect to another host, %s, is not followed, and the failure says where it leads', async (_, known) => {
  redirect(moved, `${stranger.origin}/acme/api.git`, known);
  const { row, shown } = await work(`${forge.origin}/acme/old.git`);
  expect(stranger.told).toEqual([]);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'config', errorClass: 'service' } });
  expect(shown).toContain(`redirects to ${stranger.origin}/acme/api.git`);
});

test.each([
  ['another scheme', () => `https://${forge.host}/acme/api.git`],
  ['another name of the host', () => `${forge.origin.replace('127.0.0.1', 'localhost')}/acme/api.git`],
])('a redirect to %s is one to another host', async (_, to) => {
  redirect(moved, to());
  const { row, shown } = await work(`${forge.origin}/acme/old.git`);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'config' } });
  expect(shown).toContain(`redirects to ${to()}`);
});

test('a repository that was renamed on its host is cloned and pushed to by its new name', async () => {
  redirect(moved, '/acme/api.git', true);
  const { row } = await work(`${unknown(`x-access-token:${token}@`)}/acme/old.git`);
  expect([row.error_message, row.status, row.outcome]).toEqual([null, 'COMPLETED', 'changed']);
  expect(remote.branches()).toContain(row.branch_name);
});

test("an address that git's own settings replace gets no login of the replaced one", async () => {
  const { row, shown } = await work(`${forge.origin}/mirrored/acme/api.git`);
  expect(new Set(stranger.told)).toEqual(new Set(['nothing']));
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'config' } });
  expect(shown).toContain(`led from ${forge.origin}/mirrored/acme/api.git to ${stranger.origin}`);
});

test('a token as the user name is a login, and stands in no text', async () => {
  const lines = new Set<string>();
  forge.onRequest = () => {
    for (const line of commandLines()) lines.add(line);
  };
  const url = unknown(`${token}@`);
  const { id, row } = await work(`${url}/acme/api.git`, `git remote -v; cat .git/config; echo found ${token}; echo x > x.txt`);
  const lost = await work(`${url}/acme/none.git`);
  forge.onRequest = undefined;
  const output = (await bench.ports.events.getTaskOutput(id)) ?? '';
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(remote.branches()).toContain(row.branch_name);
  expect(output).toContain('found ***');
  expect(lost.row.status).toBe('FAILED');
  expect([...lines].filter((line) => /\bgit .*? push\b/.test(line))).not.toEqual([]);
  const started = readFileSync(trace, 'utf8');
  expect(started).toContain('"child_start"');
  for (const text of [...lines, started, output, JSON.stringify(lost.row), ...bench.logs]) expect(text).not.toContain(token);
});

test("without a login git's own credential helper is asked, and with one it is not", async () => {
  expect(existsSync(asked)).toBe(false);
  forge.logins.push("it's@me/(1)!:p@ss:%$");
  const own = unknown("it's%40me%2F(1)!:p%40ss:%25$@");
  expect((await work(`${own}/acme/api.git`)).row).toMatchObject({ error_message: null, outcome: 'changed' });
  expect((await work(`${forge.origin}/acme/api.git`)).row).toMatchObject({ error_message: null, outcome: 'changed' });
  expect(existsSync(asked)).toBe(false);
  expect((await work(`${unknown()}/acme/api.git`)).row).toMatchObject({ error_message: null, outcome: 'changed' });
  expect(existsSync(asked)).toBe(true);
});

function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        // The process has ended meanwhile.
        return '';
      }
    });
}

test.each([
  ['https://%zz@git.acme.example/a/b.git', 'two hexadecimal digits'],
  ['https://me:%ff@git.acme.example/a/b.git', 'a login that is text'],
])('a clone_url that decodes to nothing (%s) is a mistake of the request', async (url, sentence) => {
  const { row, shown } = await work(url);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'config', errorClass: 'user' } });
  expect(shown).toContain(sentence);
});

test('an address that names a program is refused at once', async () => {
  const { row, shown } = await work('fd::0');
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'config', errorClass: 'user' } });
  expect(shown).toContain("transport 'fd' not allowed");
});
