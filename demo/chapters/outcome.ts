import { fragileService, shownService } from '../company.ts';
import { readOutcome } from '../read-outcome.ts';
import { showGit } from '../show-git.ts';
import { gitFolderOf, type DemoSetup } from '../demo-setup.ts';
import { beginChapter, say, showCommand } from '../story.ts';

/** Of a log: up to what the test expected. */
const linesShown = 22;

export async function showOutcome(setup: DemoSetup): Promise<void> {
  const { bgagent } = setup;
  const outcome = await readOutcome(bgagent);
  beginChapter('What came of it: twelve branches, eleven of them verified');
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
  say('What it prints is no log: another program reads it. Its branch is there for a person to look at.');
}
