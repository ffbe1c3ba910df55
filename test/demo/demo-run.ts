/** The demo as a person runs it: a process, and the place in which it makes its folder. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const program = join(import.meta.dirname, '..', '..', 'demo', 'demo.ts');

export const makePlace = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'demo-test-')));
export const removePlace = (place: string): void => {
  rmSync(place, { recursive: true, force: true });
};

export const startDemo = (place: string, args: readonly string[] = [], env: Record<string, string> = {}) =>
  execa(process.execPath, [program, ...args], { env: { TMPDIR: place, ...env }, stdin: 'ignore', reject: false, all: true });

/** Command lines that name the demo's folder. */
export const leftRunning = (place: string): string[] =>
  execFileSync('ps', ['-ww', '-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(place));
