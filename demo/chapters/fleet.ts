/** Two chapters: submit the fleet, and watch it until it ends. */
import { fragileService } from '../company.ts';
import type { DemoSetup } from '../demo-setup.ts';
import { beginChapter, quoted, say, showCommand } from '../story.ts';
import { migration } from '../workspace.ts';

/** Exit codes of the CLI. */
const accepted = 0;
const endedWithFailures = 3;

/** The words of the command, line by line as they are shown. */
const submission = [
  ['fleet', 'submit', '--repos-file', 'repos.txt', '--title', 'Structured logs'],
  ['--command', `node ${quoted(migration)}`],
  ['--verify', 'test=node --test', '--max-concurrency', '4', '--failure-threshold', 'none'],
];

export async function submitFleet({ bgagent }: DemoSetup): Promise<void> {
  beginChapter('One command for all repositories: four at a time, each change verified by its own tests');
  const [first = '', ...others] = submission.map((words) => words.map(quoted).join(' '));
  showCommand(`bgagent ${first}`, ...others);
  expectExit('fleet submit', await bgagent.show(submission.flat()), accepted);
}

export async function watchFleet({ bgagent }: DemoSetup): Promise<void> {
  beginChapter('Watch the fleet');
  showCommand('bgagent fleet watch');
  expectExit('fleet watch', await bgagent.show(['fleet', 'watch', '--timeout', '5m']), endedWithFailures);
  say(`PARTIAL is the expected end: the tests of ${fragileService} reject the change, and the other eleven
repositories are done. A script sees this from the exit code ${endedWithFailures}.`);
}

function expectExit(command: string, exit: number, expected: number): void {
  if (exit !== expected) throw new Error(`bgagent ${command} ended with exit code ${exit}; ${expected} was expected.`);
}
