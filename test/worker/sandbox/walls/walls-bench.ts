/** Walls around real commands, and things of the machine that a command may try to reach. */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import which from 'which';
import { isPublicAddress } from '../../../../adapters/webhook/public-address.ts';
import { runCommand, type Command, type CommandEnd } from '../../../../worker/sandbox/run-command.ts';
import { createSandbox, type Sandbox } from '../../../../worker/sandbox/sandbox.ts';
import { createBubblewrapWalls, type BubblewrapSetup } from '../../../../worker/sandbox/walls/bubblewrap-walls.ts';
import { chooseWalls } from '../../../../worker/sandbox/walls/choose-walls.ts';
import { placesOf } from '../../../../worker/sandbox/walls/places.ts';
import { privatePlaces } from '../../../../worker/sandbox/walls/private-places.ts';
import { isIn } from '../../../../worker/sandbox/walls/real-path.ts';
import { noWalls, type Walls } from '../../../../worker/sandbox/walls/walls.ts';
import { workerConfig } from '../../../../contracts/worker-config.ts';

export const product = join(import.meta.dirname, '../../../..');

/** Why this machine cannot run bubblewrap; undefined where it can. */
export async function whyNoBubblewrap(): Promise<string | undefined> {
  const none = { dir: undefined, sandboxRoot: undefined, closedPorts: () => new Set<number>() };
  const chosen = await chooseWalls({ config: workerConfig.parse({}), environment: process.env, ...none });
  chosen.walls.close();
  return chosen.whyNone;
}

/** `test`, or `test.skip` with a sentence where there is no bubblewrap. */
export async function testWithBubblewrap(file: string): Promise<jest.It> {
  const hidden = ['/tmp', '/var/tmp', '/run', '/root', '/home', homedir(), tmpdir()].find((folder) => isIn(product, folder));
  const why = hidden === undefined ? await whyNoBubblewrap() : `this clone lies in ${hidden}, which the sandbox hides`;
  if (why === undefined) return test;
  process.stderr.write(`SKIPPED ${file}: ${why}\n`);
  return test.skip;
}

/** Walls without a process namespace: what a worker without root has. */
export const bareWalls: Walls = {
  ...noWalls,
  endsProcesses: false,
  wrap: ({ argv, env }) => Promise.resolve({ argv, env, leave: () => undefined }),
};

/** A folder that no rule hides by itself. The caller removes it. */
export function visibleFolder(): string {
  mkdirSync(join(product, '.cache'), { recursive: true });
  return realpathSync(mkdtempSync(join(product, '.cache', 'walls-')));
}

/** The folders of a worker, each with a file that holds `s3cret-of-test`. */
export function workerFolders() {
  const root = visibleFolder();
  const secret = (...path: string[]): string => {
    const file = join(root, ...path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 's3cret-of-test\n');
    return dirname(file);
  };
  return {
    root,
    home: secret('home', '.netrc'),
    config: secret('config', 'credentials.json'),
    runtime: secret('runtime', 'runtime.json'),
    sandboxes: secret('sandboxes', 'other'),
    outside: secret('outside', 'file'),
    /** Of root alone: `unit.env`, and `keys/private`. */
    services: ofRootAlone(secret('services', 'unit.env'), secret('services', 'keys', 'private')),
    /** A file that the worker's variables name. */
    credentials: join(secret('etc', 'credentials'), 'credentials'),
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}
function ofRootAlone(folder: string, within: string): string {
  chmodSync(join(folder, 'unit.env'), 0o600);
  chmodSync(within, 0o700);
  return folder;
}

export type WorkerFolders = ReturnType<typeof workerFolders>;

/** Older ones of bubblewrap cannot keep a command from making user namespaces. */
function userArguments(): readonly string[] {
  const closed = ['--unshare-user', '--disable-userns'];
  const tried = spawnSync('bwrap', [...closed, '--ro-bind', '/', '/', 'true'], { stdio: 'ignore' });
  return tried.status === 0 ? closed : ['--unshare-user'];
}

export type WallsGiven = Partial<Omit<BubblewrapSetup, 'places'>> & {
  readonly caches?: readonly string[];
  readonly readOnly?: readonly string[];
};

export function bubblewrapFor(folders: WorkerFolders, { caches = [], readOnly = [], ...given }: WallsGiven = {}): Walls {
  const { folders: privateFolders, files: privateFiles } = privatePlaces([[folders.services, 2]]);
  const places = placesOf({
    ...{ privateFolders, privateFiles },
    home: folders.home,
    data: [folders.config, folders.runtime],
    sandboxRoot: folders.sandboxes,
    credentials: [folders.credentials, join(folders.home, '.netrc'), '/no/such/file'],
    caches,
    readOnly,
    path: process.env['PATH'] ?? '',
  });
  const find = (name: string): string => which.sync(name, { nothrow: true }) ?? name;
  const programs = { bwrap: find('bwrap'), nsenter: find('nsenter'), sh: find('sh') };
  return createBubblewrapWalls({
    programs: { ...programs, userNamespace: process.getuid?.() !== 0, userArguments: userArguments() },
    places,
    network: 'on',
    allowHosts: [],
    closedPorts: () => new Set(),
    isPublic: isPublicAddress,
    environment: { ...process.env, HOME: folders.home, BGAGENT_CONFIG_DIR: folders.config },
    ...given,
  });
}

/** A sandbox whose command can start `node`. */
export function sandboxIn(folders: WorkerFolders, walls: Walls): Sandbox {
  const sandbox = createSandbox(folders.sandboxes, walls);
  mkdirSync(sandbox.repo);
  copyFileSync(join(import.meta.dirname, 'try-calls.js'), join(sandbox.repo, 'try-calls.mjs'));
  return sandbox;
}

/** Runs a script in the sandbox, and answers what it printed. */
export async function runIn(
  sandbox: Sandbox,
  script: string,
  given: Partial<Command> = {},
): Promise<{ end: CommandEnd; printed: string; told: string }> {
  const { signal = new AbortController().signal, env = {} } = given;
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const output = { printed: '', told: '' };
  const command = { argv: ['sh', '-c', script], timeoutMs: 60_000, ...given, signal, env: { PATH: path, ...env } };
  const end = await runCommand(command, sandbox, {
    append(chunk) {
      output.printed += chunk.toString();
    },
    tell(text) {
      output.told += text;
    },
  });
  return { end, ...output };
}

/** Servers that answer everybody who reaches them. @param options.daemons also those with a socket in the file system, as if they ran for long */
export async function listeners(folders: WorkerFolders, options: { readonly daemons?: boolean } = {}) {
  const servers: (Server | HttpServer)[] = [];
  const start = async (server: Server | HttpServer, at: { host: string; port: number } | { path: string }): Promise<number> => {
    servers.push(server);
    server.listen(at);
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  };
  const web = (host: string): Promise<number> =>
    start(
      createServer((_asked, answer) => void answer.end('here')),
      { host, port: 0 },
    );
  const datagrams = createSocket('udp4');
  datagrams.on('message', (_bytes, { port, address }) => {
    datagrams.send('here', port, address);
  });
  datagrams.bind(0, '127.0.0.1');
  await once(datagrams, 'listening');
  const sockets = [join(folders.outside, 'd.sock'), join(folders.home, 'd.sock')] as const;
  for (const path of options.daemons ? sockets : []) {
    await start(createTcpServer(), { path });
    utimesSync(path, 0, 0);
  }
  return {
    runtimePort: await web('127.0.0.1'),
    privatePort: await web('127.0.0.2'),
    publicPort: await web('127.0.0.3'),
    listedPort: await web('127.0.0.4'),
    udpPort: datagrams.address().port,
    daemon: sockets[0],
    hiddenDaemon: sockets[1],
    close() {
      datagrams.close();
      for (const server of servers) {
        if ('closeAllConnections' in server) server.closeAllConnections();
        server.close();
      }
    },
  };
}
