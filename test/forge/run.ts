/**
 * `npm run test:forge`: fleets on a real forge. Builds Gitea from its Go module (once; needs Go, git and curl), starts it on a
 * free port, and runs the scenarios of this folder against it. Arguments go to jest. However it ends, nothing is left but the
 * built program in `.stack/forge/`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { say } from '../stack/say.ts';
import { writeForgeAccount } from './forge-account.ts';
import { startForge } from './start-forge.ts';

const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
/** What a failed scenario left open, such as a browser, does not keep the run from its end. */
const flags = [
  '--forceExit',
  '--testMatch',
  '<rootDir>/test/forge/*.scenario.ts',
  '--runInBand',
  '--verbose',
  '--testTimeout=600000',
];

/** @returns the exit code of the tests */
async function runTests(environment: Record<string, string>, interrupted: AbortSignal): Promise<number> {
  const argv = [...node, jest, ...flags, ...process.argv.slice(2)];
  const options = { stdio: 'inherit', reject: false, env: environment, cancelSignal: interrupted } as const;
  return (await execa(process.execPath, argv, options)).exitCode ?? 1;
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupt.abort();
  });
}
const folder = mkdtempSync(join(tmpdir(), 'bgagent-forge-'));
try {
  const forge = await startForge(folder, interrupt.signal);
  try {
    process.exitCode = await runTests(writeForgeAccount(join(folder, 'account.json'), forge.account), interrupt.signal);
  } finally {
    await forge.stop();
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
