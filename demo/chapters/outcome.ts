/** Three chapters: the results, one of the changes, and the reason of the failure. */
import { fragileService, shownService } from '../company.ts';
import { readOutcome } from '../read-outcome.ts';
import { showGit } from '../show-git.ts';
import { gitFolderOf, type DemoSetup } from '../demo-setup.ts';
import { beginChapter, say, showCommand } from '../story.ts';

/** Enough lines of the log to show what the failed test expected. */
const linesShown = 22;

export async function showOutcome(setup: DemoSetup): Promise<void> {
  const { bgagent } = setup;
  const outcome = await readOutcome(bgagent);
  beginChapter('The result: twelve branches, eleven of them verified');
  showCommand('bgagent fleet targets');
  await bgagent.show(['fleet', 'targets']);
  say(`Each branch is named like this one: ${outcome.shownBranch}`);
  beginChapter('One of the changes');
  await showGit(setup, ['-C', gitFolderOf(shownService), 'diff', `main..${outcome.shownBranch}`]);
  beginChapter(`Why ${fragileService} failed`);
  await explainFailure(setup);
}

async function explainFailure({ bgagent }: DemoSetup): Promise<void> {
  showCommand(`bgagent fleet logs ${fragileService} | head -n ${linesShown}`);
  const output = await bgagent.read(['fleet', 'logs', fragileService]);
  say(output.split('\n').slice(0, linesShown).join('\n'));
  say('Another program reads the output of this service, so it must not change. A person can look at the branch.');
}
