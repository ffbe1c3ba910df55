/**
 * `npm run demo`: one change in twelve repositories of an imagined company, from nothing to branches, told as a story.
 * Everything happens in a temporary folder and is gone at the end; `--keep` keeps the folder.
 * Exit codes: 0 it went as told · 1 it did not · 130 interrupted.
 */
import { parseArgs } from 'node:util';
import { bgagentIn } from './bgagent.ts';
import { endStory } from './chapters/ending.ts';
import { interruption } from './interruption.ts';
import { say } from './story.ts';
import { tellStory } from './tell-story.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

const usage = `Usage: npm run demo [-- --keep]

  --keep  keep the temporary folder with its repositories and branches, and say where it is`;

const { values } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) say(usage);
else process.exitCode = await demonstrate(values.keep);

/** Returns the exit code. */
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
  process.stderr.write('\nInterrupted: nothing is left running, and the folder is gone.\n');
  return 130;
}

function fail(error: unknown, logs: string): number {
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write(`Logs of the runtime and its workers: ${logs}\n`);
  return 1;
}
