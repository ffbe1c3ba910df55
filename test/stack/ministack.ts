/**
 * MiniStack, an AWS emulator that knows CloudFormation: from PyPI, in a virtual environment under `.stack/`. The fault proxy stands
 * before it: all addresses that it gives away are those of the proxy.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startFaultProxy } from './proxy/fault-proxy.ts';
import { runToSuccess, start, untilServing, type Command } from './processes.ts';
import { say } from './say.ts';

const version = '1.5.33';
const cache = join(import.meta.dirname, '../../.stack');
const venv = join(cache, `ministack-${version}`);
const installed = join(venv, 'installed');

export interface Emulator {
  readonly endpoint: string;
  /** What makes the AWS SDKs and the CDK speak to it, and to nothing else. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Installs it where it is not yet, and starts it behind the proxy. @throws Error saying what failed, with the end of its log */
export async function startMiniStack(logs: string): Promise<Emulator> {
  await install(join(logs, 'ministack-install.log'));
  const proxy = await startFaultProxy();
  const own = await freePort();
  proxy.passOnTo(own);
  const endpoint = `http://127.0.0.1:${proxy.port}`;
  const server = ['-m', 'hypercorn', 'ministack.app:app', '--bind', `127.0.0.1:${own}`, '--keep-alive', '75'];
  const command: Command = {
    name: 'MiniStack',
    argv: [join(venv, 'bin/python'), ...server],
    env: { GATEWAY_PORT: String(proxy.port), ...(await folders()) },
    log: join(logs, 'ministack.log'),
  };
  const child = start(command);
  await untilServing(child, command, async () => (await fetch(`${endpoint}/_ministack/health`)).ok);
  say(`MiniStack ${version} serves at ${endpoint}.`);
  return { endpoint, environment: environmentAt(endpoint) };
}

async function install(log: string): Promise<void> {
  if (existsSync(installed)) return;
  say(`Installing MiniStack ${version} …`);
  await rm(venv, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await runToSuccess({
    name: 'Finding Python 3.10 or newer (python3 with venv is needed on the PATH)',
    argv: ['python3', '-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'],
    log,
  });
  await runToSuccess({ name: 'Making a Python environment', argv: ['python3', '-m', 'venv', venv], log });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `ministack==${version}`];
  await runToSuccess({ name: 'Installing MiniStack', argv: [join(venv, 'bin/python'), ...pip], log });
  await writeFile(installed, '');
}

/** Where it would keep state; it does so nowhere else. */
async function folders(): Promise<Record<string, string>> {
  const state = join(tmpdir(), 'ministack');
  await mkdir(state, { recursive: true });
  return { STATE_DIR: state, S3_DATA_DIR: join(state, 's3') };
}

/** The endpoint is an address and no name, so that S3 is asked by path. */
function environmentAt(endpoint: string): Record<string, string> {
  const nothing = join(tmpdir(), 'no-such-file');
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
