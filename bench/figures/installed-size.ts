/** Measures the disk space of the installed packages. */
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Measurement } from '../figure.ts';

const packages = join(import.meta.dirname, '..', '..', 'node_modules');

export const installedSize: Measurement = {
  figures: [{ name: 'npm_ci_mb', unit: 'MB', bound: 900, what: 'disk space of node_modules after npm ci, as du counts it' }],
  samples: 1,
  async measure() {
    const { stdout } = await execa('du', ['-sk', await realpath(packages)]);
    const notes = ['the node_modules that this run uses; nothing was installed for the figure'];
    return [{ name: 'npm_ci_mb', samples: [Number.parseInt(stdout, 10) / 1_024], notes }];
  },
};
