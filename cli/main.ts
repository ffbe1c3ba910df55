import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flush, type Interfaces, run, settings } from '@oclif/core';
import { reportError } from './report-error.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What oclif would read from package.json: commands are listed by hand, so nothing is searched for at a start. */
const oclif = {
  bin: 'bgagent',
  dirname: 'bgagent',
  topicSeparator: ' ',
  commands: { strategy: 'explicit', target: './cli/commands.ts', identifier: 'commands' },
  topics: {
    fleet: { description: 'Submit one piece of work against many repositories, follow it and steer it' },
    task: { description: 'Single tasks' },
    repo: { description: 'Repositories that may be worked on (for operators)' },
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

/** Whoever reads our output may stop reading (`| head`): then there is nothing left to do, and nothing wrong. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
  });
}

function readManifest(): Interfaces.PJSON {
  // Our own package.json, which has the name and version that oclif asks for; `oclif` is written above.
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { name: string; version: string };
  return { name: manifest.name, version: manifest.version, type: 'module', oclif: structuredClone(oclif) };
}
