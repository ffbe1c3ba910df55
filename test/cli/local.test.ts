import { execFileSync, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { cliFolder } from './run-cli.ts';

/** The first start builds the app. */
const longestStartMs = 180_000;
const started = z.strictObject({ api_url: z.url(), token: z.string(), dir: z.string(), pid: z.number(), dashboard_url: z.url() });

let folder: ReturnType<typeof cliFolder>;
beforeEach(() => {
  folder = cliFolder();
});
afterEach(() => {
  folder.remove();
});

/** The first line that a process prints on its standard output. */
const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('close', (code) => {
      reject(new Error(`It ended with ${String(code)} before it printed a line.`));
    });
  });

test(
  'local tells where it serves in one line, keeps the token for its owner, is used by the other commands, and ends at SIGTERM',
  async () => {
    const { promise: child, resolve: onStart } = Promise.withResolvers<ChildProcess>();
    const ended = folder.run(['local', '--dir', 'data', '--port', '0', '--workers', '0', '--json'], { onStart });
    const process = await child;
    try {
      const line = started.parse(JSON.parse(await firstLine(process)));
      expect(line.dir).toBe(join(folder.dir, 'data'));
      expect(line.pid).toBe(process.pid);
      const credentials = join(folder.dir, 'fleets-credentials.json');
      expect(JSON.parse(readFileSync(credentials, 'utf8'))).toEqual({
        [line.api_url]: { token: line.token, folder: line.dir },
      });
      expect(statSync(credentials).mode & 0o777).toBe(0o600);
      const opened = await fetch(line.dashboard_url, { redirect: 'manual' });
      expect([opened.status, opened.headers.getSetCookie()]).toEqual([303, [expect.stringContaining('HttpOnly')]]);
      const fresh = await folder.run(['dashboard']);
      expect(fresh).toMatchObject({ code: 0, stderr: '' });
      expect((await fetch(fresh.stdout.trim(), { redirect: 'manual' })).status).toBe(303);
      const onboarded = await folder.run(['repo', 'onboard', 'acme/auth', '--clone-url', '/srv/auth.git', '--json']);
      expect([onboarded.code, JSON.parse(onboarded.stdout)]).toEqual([
        0,
        expect.objectContaining({ repo: 'acme/auth', status: 'active' }),
      ]);
    } finally {
      process.kill('SIGTERM');
    }
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  },
  longestStartMs,
);

/** As another command line of the same name keeps them in the same folder. */
const foreign = {
  'config.json': '{"api_url":"https://api.example/v1/","region":"us-east-1","user_pool_id":"p","client_id":"c"}',
  'credentials.json': '{"id_token":"x","refresh_token":"y"}',
};

test(
  'local serves beside files that are not its own, and where the token cannot be kept, and ends at SIGTERM',
  async () => {
    const files = { ...foreign, 'fleets-credentials.json': '{"id_token":"x"}' };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder.dir, name), content);
    const { promise: child, resolve: onStart } = Promise.withResolvers<ChildProcess>();
    const ended = folder.run(['local', '--dir', 'data', '--port', '0', '--workers', '0', '--json'], { onStart });
    const process = await child;
    try {
      const { api_url } = started.parse(JSON.parse(await firstLine(process)));
      expect((await fetch(`${api_url}/v1/health`)).status).toBe(200);
    } finally {
      process.kill('SIGTERM');
    }
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: other commands cannot find this runtime, .*fleets-credentials\.json:1: /m);
    for (const [name, content] of Object.entries(files)) expect(readFileSync(join(folder.dir, name), 'utf8')).toBe(content);
  },
  longestStartMs,
);

test(
  'local that is asked to end while it starts ends without having served',
  async () => {
    const { promise: child, resolve: onStart } = Promise.withResolvers<ChildProcess>();
    const ended = folder.run(['local', '--dir', 'data', '--port', '0', '--workers', '0', '--json'], { onStart });
    const process = await child;
    while (!existsSync(join(folder.dir, 'data', 'lock'))) await pause(2);
    process.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: '', stderr: 'Ended before the runtime was ready.\n' });
    expect(existsSync(join(folder.dir, 'data', 'lock'))).toBe(false);
  },
  longestStartMs,
);

/** Node.js programs on the PATH that are too old for the CLI itself. */
function oldNode(): string | undefined {
  const found = execFileSync('sh', ['-c', 'which -a node || true'], { encoding: 'utf8' }).split('\n');
  return found.find(
    (path) => path !== '' && Number(execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' })) < 24,
  );
}

const old = oldNode();
const launcher = fileURLToPath(new URL('../../cli/bgagent.js', import.meta.url));

(old === undefined ? test.skip : test)('an older Node.js runs the CLI with the one of this package', () => {
  const environment = { ...process.env, BGAGENT_CONFIG_DIR: folder.dir };
  const findings = execFileSync(old ?? '', [launcher, 'doctor', '--json'], { encoding: 'utf8', env: environment });
  expect(JSON.parse(findings)).toContainEqual(expect.objectContaining({ check: 'node', state: 'ok' }));
});
