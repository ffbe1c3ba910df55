import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { exitCodeOf } from './processes.ts';

/** The scenarios that are not played on a deployed stack, each with the reason. All others are. */
const notOnStack: Readonly<Record<string, string>> = {
  'worker-outlives-runtime.long.ts':
    'a worker finds a runtime that was started anew on the same folder; the services of AWS are where they were',
};

const root = join(import.meta.dirname, '../..');

/** What runs on both targets, and where it runs when nothing says otherwise is the embedded runtime. */
function scenarios(): string[] {
  const files = readdirSync(join(root, 'test/scenarios')).filter((file) => /\.(test|long)\.ts$/.test(file));
  const missing = Object.keys(notOnStack).filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`test/stack/run-tests.ts names what is not there: ${missing.join(', ')}`);
  return files.filter((file) => notOnStack[file] === undefined).map((file) => `test/scenarios/${file}`);
}

const matched = ['test', 'long', 'scenario'].map((kind) => `<rootDir>/test/{adapters,tasks,scenarios,stack}/**/*.${kind}.ts`);

/** One test after another: two fleets at a time are too much for an emulator that starts a process per call. */
const flags = ['--testMatch', ...matched, '--runInBand', '--verbose', '--testTimeout=600000'];

/** Runs jest on the stack that the environment names. @returns its exit code */
export function runTests(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
  const node = [process.execPath, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'] as const;
  const tests = ['test/(adapters|tasks)/.*\\.test', 'test/stack/scenarios/', ...scenarios()];
  return exitCodeOf({ name: 'The tests', argv: [...node, jest, ...flags, ...(args.length === 0 ? tests : args)], env });
}
