/**
 * `npm run demo`: one change in twelve repositories of an invented company, from making the repositories to the finished branches.
 * Everything happens in a temporary folder, which is removed at the end unless `--keep` is given.
 * Exit codes: 0 as described · 1 failed · 130 interrupted.
 */
import { parseArgs } from 'node:util';
import { bgagentIn } from './bgagent.ts';
import { endStory } from './chapters/ending.ts';
import { interruption } from './interruption.ts';
import { say } from './story.ts';
import { tellStory } from './tell-story.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

const usage = `Usage: npm run demo [-- --keep]

  --keep  keep the temporary folder with its repositories and branches, and print its path`;

const { values } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) say(usage);
else process.exitCode = await demonstrate(values.keep);

/** @returns the exit code */
async function demonstrate(keep: boolean): Promise<number> {
  const signal = interruption();
  const workspace = makeWorkspace();
  try {
    await tellStory({ workspace, signal, bgagent: bgagentIn(workspace, signal) });
  } catch (error) {
    return signal.aborted ? giveUp(workspace) : fail(error, keep ? workspace.logs : workspace.removeAllButLogs());
  }
  if (!keep) workspace.remove();
  endStory(keep ? workspace : undefined);
  return 0;
}

function giveUp(workspace: Workspace): number {
  workspace.remove();
  process.stderr.write('\nInterrupted: no process is left, and the folder is removed.\n');
  return 130;
}

function fail(error: unknown, logs: string): number {
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write(`Logs of the runtime and its workers: ${logs}\n`);
  return 1;
}
