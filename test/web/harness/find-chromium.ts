import { spawnSync } from 'node:child_process';

/** Names the program where it is not on the PATH. */
export const chromiumVariable = 'CHROMIUM';
const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium of this machine; undefined where there is none. */
export function findChromium(): string | undefined {
  const named = process.env[chromiumVariable];
  return (named === undefined ? programs : [named]).find((program) => spawnSync(program, ['--version']).status === 0);
}
