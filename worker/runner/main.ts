/**
 * The process of the container `runner`: `node worker/runner/main.ts`, under an init that waits for orphans, such as tini. Reads
 * BGAGENT_RUNNER_SOCKET and BGAGENT_WORK_DIR. It ends where it cannot go on, so that its container ends, too.
 */
import { messageOf } from '../../core/text/message-of-error.ts';
import { whyNotAlone } from './other-processes.ts';
import { startRunner } from './runner.ts';
import { readSettings } from './settings.ts';

function refuse(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`The runner cannot start: ${problem}\n`);
  process.exit(2);
}

function fail(error: unknown): never {
  process.stderr.write(`The runner cannot go on: ${messageOf(error)}\n`);
  process.exit(1);
}

const read = readSettings(process.env);
if (!read.ok) refuse(read.problems);
const why = whyNotAlone();
if (why !== undefined) refuse([`${why}.`]);
try {
  const runner = await startRunner(read.settings, fail);
  process.once('SIGTERM', () => {
    runner.close().then(() => process.exit(0), fail);
  });
  process.stdout.write('The runner listens.\n');
} catch (error) {
  fail(error);
}
