/**
 * `npm run test:agents`: the real agent programs, with a scripted model on loopback. Installs claude-code and codex from npm (once),
 * starts the forge of test:forge, and runs the scenarios of this folder. Arguments go to jest. However it ends, nothing is left but
 * the programs in `.stack/`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import which from 'which';
import { writeForgeAccount } from '../forge/forge-account.ts';
import { startForge } from '../forge/start-forge.ts';
import { endAllProcesses, exitCodeOf } from '../stack/processes.ts';
import { say } from '../stack/say.ts';
import { makeFolderOfHomes } from './home-folder.ts';
import { installAgents, RegistryUnreachable } from './install-agents.ts';

const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const flags = ['--testMatch', '<rootDir>/test/agents/*.scenario.ts', '--maxWorkers=2', '--verbose', '--testTimeout=600000'];
/** What the forge is built and started with. */
const ofForge = ['go', 'curl'];

/** @returns the exit code of the tests */
function runTests(environment: Record<string, string>): Promise<number> {
  const argv = [process.execPath, ...node, jest, ...flags, ...process.argv.slice(2)] as const;
  return exitCodeOf({ name: 'The tests', argv, env: { ...environment, ...homes.environment, TMPDIR: folder } });
}

async function runWithForge(folder: string, interrupted: AbortSignal): Promise<number> {
  const missing = ofForge.filter((program) => which.sync(program, { nothrow: true }) === null);
  if (missing.length > 0) {
    say(`NOT RUN: the fleets of test:agents need ${missing.join(' and ')}, which this machine does not have.`);
    return runTests({});
  }
  const forge = await startForge(folder, interrupted);
  try {
    return await runTests(writeForgeAccount(join(folder, 'account.json'), forge.account));
  } finally {
    await forge.stop();
  }
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupt.abort();
    // The tests are a process group, and what they started is in it.
    void endAllProcesses();
  });
}
const folder = mkdtempSync(join(tmpdir(), 'bgagent-agents-'));
const homes = makeFolderOfHomes();
try {
  await installAgents();
  process.exitCode = await runWithForge(folder, interrupt.signal);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof RegistryUnreachable ? 0 : 1;
} finally {
  for (const each of [folder, homes.folder]) rmSync(each, { recursive: true, force: true });
}
