import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { exitCodeOf } from './processes.ts';

/** What runs on both targets, and where it runs when nothing says otherwise is the embedded runtime. */
const scenarios = ['cancel', 'fifty-submits', 'fleet-of-twenty', 'fleet-to-its-end', 'kill-and-go-on', 'long-steering', 'order'];
const tests = ['test/(adapters|tasks)/', `test/scenarios/(${scenarios.join('|')})\\.test`];

/** One test after another: two fleets at a time are too much for an emulator that starts a process per call. */
const flags = ['--runInBand', '--verbose', '--testTimeout=600000'];

/** Runs jest on the stack that the environment names. @returns its exit code */
export function runTests(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
  const node = [process.execPath, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'] as const;
  return exitCodeOf({ name: 'The tests', argv: [...node, jest, ...flags, ...(args.length === 0 ? tests : args)], env });
}
