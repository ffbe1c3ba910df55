/**
 * `npm run test:image`: builds docker/worker/Dockerfile without Docker, and runs commands in it as ECS would: a container `worker` and a
 * container `runner`. Needs root, buildah, mmdebstrap and bubblewrap; says NOT RUN, and why, where one is missing. The base is a Debian made from
 * this machine's mirror with the Node.js of this clone, because no registry of images is asked. What it makes is removed
 * at its end, unless `--keep` is given: then the base and the image are used again.
 */
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import which from 'which';
import { startContainer } from './container.ts';
import { problemsOf } from './expected.ts';

const product = join(import.meta.dirname, '../..');
const store = join(tmpdir(), 'bgagent-test-image');
const isThere = (name: string): boolean => which.sync(name, { nothrow: true }) !== null;
const missing = [
  ...['buildah', 'mmdebstrap', 'bwrap', 'npm'].filter((name) => !isThere(name)).map((name) => `${name} is not installed`),
  ...(process.getuid?.() === 0 ? [] : ['it must be run by root']),
];
if (missing.length > 0) {
  process.stdout.write(`NOT RUN: ${missing.join(', ')}.\n`);
  process.exit(0);
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', cwd: product, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e9 }).trim();
const buildah = (command: string, ...args: readonly string[]): string =>
  run('buildah', '--root', join(store, 'images'), '--runroot', join(store, 'run'), '--storage-driver', 'vfs', command, ...args);

/** A Debian with Node.js 24 and npm. */
function makeBase(): void {
  const root = join(store, 'base');
  if (existsSync(join(root, 'usr/local/bin/npm'))) return;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(store, { recursive: true });
  run('mmdebstrap', '--variant=minbase', '--include=ca-certificates', 'bookworm', root);
  cpSync(realpathSync(process.execPath), join(root, 'usr/local/bin/node'));
  const npm = dirname(dirname(realpathSync(which.sync('npm'))));
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
}

/** With the certificates that npm is configured with. */
function buildBase(): void {
  const certificates = process.env['NODE_EXTRA_CA_CERTS'];
  const place = 'usr/local/share/extra-certificates.pem';
  if (certificates) cpSync(certificates, join(store, 'base', place));
  const variables = `PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin${certificates ? ` NODE_EXTRA_CA_CERTS=/${place}` : ''}`;
  writeFileSync(join(store, 'Basefile'), `FROM scratch\nADD base /\nENV ${variables}\n`);
  buildah(
    'build',
    '--isolation',
    'chroot',
    '--layers',
    '--file',
    join(store, 'Basefile'),
    '--tag',
    'localhost/bgagent-base',
    store,
  );
}

function buildImage(): { readonly root: string; readonly env: Record<string, string> } {
  const tag = 'localhost/bgagent-worker';
  const from = ['--file', 'docker/worker/Dockerfile', '--build-arg', 'BASE=localhost/bgagent-base'];
  buildah('build', '--isolation', 'chroot', '--format', 'docker', ...from, '--tag', tag, '.');
  const container = buildah('from', '--pull-never', tag);
  // As buildah prints it; `Env` is a list of NAME=VALUE.
  const { OCIv1 } = JSON.parse(buildah('inspect', container)) as { OCIv1: { config: { Env: string[] } } };
  const env = OCIv1.config.Env.map((each) => [each.split('=', 1)[0] ?? '', each.slice(each.indexOf('=') + 1)]);
  return { root: buildah('mount', container), env: Object.fromEntries(env) as Record<string, string> }; // Pairs of texts.
}

function makeVolume(folder: string, name: string): { from: string } {
  const from = join(folder, name);
  mkdirSync(from, { mode: 0o700 });
  chownSync(from, 10_001, 10_001);
  return { from };
}

async function tryImage({ root, env }: ReturnType<typeof buildImage>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bgagent-test-image-'));
  const volumes = { work: makeVolume(folder, 'work'), own: makeVolume(folder, 'private') };
  const shared = { ...env, BGAGENT_WORK_DIR: '/work', BGAGENT_RUNNER_SOCKET: '/work/runner/socket' };
  const runner = startContainer({
    ...{ root, env: shared, argv: ['node', 'worker/runner/main.ts'] },
    volumes: { '/work': volumes.work, '/tmp': makeVolume(folder, 'runner-tmp') },
  });
  const worker = startContainer({
    ...{ root, argv: ['node', 'test/image/try-in-worker.ts'] },
    env: { ...shared, BGAGENT_PRIVATE_DIR: '/private', WORKER_SECRET: 's3cret' },
    volumes: {
      ...{ '/work': volumes.work, '/private': volumes.own, '/tmp': makeVolume(folder, 'worker-tmp') },
      '/app/test/image': { from: import.meta.dirname, readOnly: true },
    },
  });
  try {
    const code = await Promise.race([worker.exited, pause(300_000, 'nothing' as const)]);
    say(runner.printed().trim());
    say(worker.printed().trim());
    if (code !== 0) return [`the worker ended with ${String(code)}`];
    return problemsOf(JSON.parse(worker.printed().trim().split('\n').at(-1) ?? ''));
  } finally {
    worker.stop();
    runner.stop();
    await Promise.all([worker.exited, runner.exited]);
    rmSync(folder, { recursive: true, force: true });
  }
}

say('Makes a Debian from the mirror of this machine …');
makeBase();
buildBase();
say(`Builds docker/worker/Dockerfile with ${run('buildah', '--version')} …`);
const image = buildImage();
const size = run('du', '-sm', image.root).split('\t', 1).join('');
say(`Built: ${size} MB. Has ${readFileSync(join(image.root, 'etc/debian_version'), 'utf8').trim()}.`);
const problems = await tryImage(image);
if (!process.argv.includes('--keep')) {
  buildah('umount', '--all');
  rmSync(store, { recursive: true, force: true });
}
for (const problem of problems) say(`WRONG: ${problem}`);
say(problems.length === 0 ? 'The image runs commands as it must.' : 'The image is not as it must be.');
process.exit(problems.length === 0 ? 0 : 1);
