/**
 * `npm run test:web`: the dashboard in a real browser, on real runtimes with real repositories. Needs Chromium: the program that the variable
 * CHROMIUM names, or one on the PATH. Arguments go to jest. Pictures of what was seen are left in `.cache/web/`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { buildPage } from '../../web/build.ts';
import { say } from '../stack/say.ts';
import { chromiumVariable, findChromium } from './harness/find-chromium.ts';

const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
/** What a failed scenario left open, such as a browser, does not keep the run from its end. */
const flags = [
  '--forceExit',
  '--testMatch',
  '<rootDir>/test/web/*.scenario.ts',
  '--runInBand',
  '--verbose',
  '--testTimeout=300000',
];
const pictures = join(import.meta.dirname, '..', '..', '.cache', 'web');

const chromium = findChromium();
if (chromium === undefined) {
  say(
    `NOT RUN: the dashboard needs Chromium. Install it (Debian: apt-get install chromium), or name the program in ${chromiumVariable}.`,
  );
  process.exitCode = 1;
} else {
  const built = join(pictures, 'page');
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  // A page that cannot be built, or is too large, is told once and not by every scenario.
  const { sizes } = await buildPage(built);
  rmSync(built, { recursive: true });
  say(`The page: ${JSON.stringify(sizes)} KiB after gzip.`);
  const env = { [chromiumVariable]: chromium };
  const argv = [...node, jest, ...flags, ...process.argv.slice(2)];
  process.exitCode = (await execa(process.execPath, argv, { stdio: 'inherit', reject: false, env })).exitCode ?? 1;
}
