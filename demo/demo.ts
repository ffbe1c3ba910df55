/**
 * `npm run demo`: one change in twelve repositories of an imagined company, from nothing to reviewed branches, told as a story.
 * Everything happens in a temporary folder and is gone at the end; `--keep` keeps the folder.
 * Exit codes: 0 it went as told · 1 it did not · 130 interrupted.
 */
import { parseArgs } from 'node:util';
import { bgagentIn } from './bgagent.ts';
import { closing, prologue, tellStory } from './chapters.ts';
import { interruption } from './interruption.ts';
import { say } from './story.ts';
import { makeWorkspace } from './workspace.ts';

const usage = 'Usage: npm run demo [-- --keep]\n\n  --keep  keep the temporary folder, with repositories and branches, and say where it is';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
if (values.help) say(usage);
else process.exitCode = await demonstrate(values.keep);

/** Returns the exit code. */
async function demonstrate(keep: boolean): Promise<number> {
  const signal = interruption();
  const workspace = makeWorkspace();
  try {
    prologue(workspace);
    const told = await tellStory({ workspace, signal, bgagent: bgagentIn(workspace, signal) });
    if (!keep) workspace.remove();
    closing(told, keep ? workspace : undefined);
    return 0;
  } catch (error) {
    if (signal.aborted) {
      workspace.remove();
      process.stderr.write('\nInterrupted: the runtime is stopped, the folder is gone.\n');
      return 130;
    }
    const logs = workspace.removeAllButLogs();
    process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\nLogs of the runtime and its workers: ${logs}\n`);
    return 1;
  }
}
