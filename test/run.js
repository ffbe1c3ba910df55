// Starts jest for ES modules. `npm test` puts Node 24 first on the PATH; everything after the script's name goes to jest.
// Without arguments everything runs, the domain must be covered whole, and no snapshot is written.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const asked = process.argv.slice(2);
const args = [...flags, jest, ...(asked.length === 0 ? ['--coverage', '--ci'] : asked)];
// Tests start many processes of the same code: each finds it compiled.
const env = { NODE_COMPILE_CACHE: resolve('.cache/compiled'), ...process.env };
const run = spawnSync(process.execPath, args, { stdio: 'inherit', env });
process.exitCode = run.status ?? 1;
