#!/usr/bin/env node
// Starts the CLI. Plain JavaScript without dependencies, so that an older system Node can read it: the CLI itself is
// TypeScript that Node 24 runs as it is, and Node 24 comes with `npm ci`.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

const neededMajor = 24;
const launched = 'BGAGENT_LAUNCHED';
const args = process.argv.slice(2);

if (args.length === 1 && args[0] === '--version') printVersion();
else if (Number(process.versions.node.split('.')[0]) < neededMajor) relaunch();
else await start();

/** Without loading anything else: scripts ask for it often. */
function printVersion() {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`bgagent ${version}\n`);
}

async function start() {
  endWithLauncher();
  // The runtime stays in memory: what loads its code must not take space that V8 then keeps. See local/own-heap.ts.
  if (args[0] === 'local') setFlagsFromString('--semi-space-growth-factor=1');
  // Keeps compiled code (and stripped types) between runs: halves the start.
  createRequire(import.meta.url)('node:module').enableCompileCache();
  const { main } = await import('./main.ts');
  await main(args);
}

/** A process that was relaunched must not outlive its launcher, however that one ended. */
function endWithLauncher() {
  if (process.env[launched] === undefined) return;
  delete process.env[launched];
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
}

/** Runs the same command with the Node of this package, and ends as it ends. */
function relaunch() {
  const node = findNode();
  if (node === undefined)
    return fail(`Node.js ${neededMajor} is needed and this is ${process.version}: run npm ci in the clone, or install it.`);
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(node, [...process.execArgv, process.argv[1], ...args], { stdio, env: { ...process.env, [launched]: '1' } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`cannot start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) return process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function findNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

function fail(message) {
  process.stderr.write(`bgagent: ${message}\n`);
  process.exitCode = 1;
}
