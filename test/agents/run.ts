/**
 * `npm run test:agents`: the real agent programs, with a scripted model on loopback. Installs claude-code and codex from npm (once),
 * starts the forge of test:forge, and runs the scenarios of this folder. Arguments go to jest. However it ends, nothing is left but
 * the programs in `.stack/`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import which from 'which';
import { writeForgeAccount } from '../forge/forge-account.ts';
import { startForge } from '../forge/start-forge.ts';
import { say } from '../stack/say.ts';
import { installAgents, RegistryUnreachable } from './install-agents.ts';

const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const flags = ['--testMatch', '<rootDir>/test/agents/*.scenario.ts', '--maxWorkers=2', '--verbose', '--testTimeout=600000'];
/** What the forge is built and started with. */
const ofForge = ['go', 'curl'];

/** @returns the exit code of the tests */
async function runTests(environment: Record<string, string>, interrupted: AbortSignal): Promise<number> {
  const argv = [...node, jest, ...flags, ...process.argv.slice(2)];
  const options = { stdio: 'inherit', reject: false, env: environment, cancelSignal: interrupted } as const;
  return (await execa(process.execPath, argv, options)).exitCode ?? 1;
}

async function runWithForge(folder: string, interrupted: AbortSignal): Promise<number> {
  const missing = ofForge.filter((program) => which.sync(program, { nothrow: true }) === null);
  if (missing.length > 0) {
    say(`NOT RUN: the fleets of test:agents need ${missing.join(' and ')}, which this machine does not have.`);
    return runTests({}, interrupted);
  }
  const forge = await startForge(folder, interrupted);
  try {
    return await runTests(writeForgeAccount(join(folder, 'account.json'), forge.account), interrupted);
  } finally {
    await forge.stop();
  }
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupt.abort();
  });
}
const folder = mkdtempSync(join(tmpdir(), 'bgagent-agents-'));
try {
  await installAgents();
  process.exitCode = await runWithForge(folder, interrupt.signal);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof RegistryUnreachable ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
