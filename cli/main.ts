/** Runs one command with oclif. The settings that oclif would read from package.json are written here, so that a start searches for nothing. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flush, type Interfaces, run, settings } from '@oclif/core';
import { reportError } from './report-error.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const oclif = {
  bin: 'bgagent',
  dirname: 'bgagent',
  topicSeparator: ' ',
  commands: { strategy: 'explicit', target: './cli/commands.ts', identifier: 'commands' },
  topics: {
    fleet: { description: 'Run one piece of work in many repositories; watch and control it' },
    task: { description: 'Run and inspect single tasks' },
    repo: { description: 'Onboard the repositories that tasks may work on (for operators)' },
  },
} as const;

/** Runs one command and leaves its exit code in `process.exitCode`. */
export async function main(args: readonly string[]): Promise<void> {
  settings.enableAutoTranspile = false;
  process.env['NODE_ENV'] ??= 'production';
  endWithReader();
  try {
    await run([...args], { root, isRoot: true, pjson: readManifest() });
  } catch (error) {
    process.exitCode = await reportError(error, args);
  }
  await flush();
}

/** Ends the process without an error when the reader of its output has gone, as in `bgagent fleet list | head -1`. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
  });
}

function readManifest(): Interfaces.PJSON {
  // The package.json of this product, which has a name and a version.
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { name: string; version: string };
  return { name: manifest.name, version: manifest.version, type: 'module', oclif: structuredClone(oclif) };
}
