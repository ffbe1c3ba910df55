/** The chapter that makes the repositories. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { makeBareRepository } from '../bare-repository.ts';
import { services, shownService } from '../company.ts';
import { serviceHistory } from '../service-history.ts';
import { showGit } from '../show-git.ts';
import { atOnce, gitFolderOf, remoteOf, repoOf, type DemoSetup } from '../demo-setup.ts';
import { beginChapter, say, whisper } from '../story.ts';

export async function makeRepositories(setup: DemoSetup): Promise<void> {
  const { workspace, signal } = setup;
  beginChapter('Twelve git repositories, each with its own history and tests');
  await pLimit(atOnce).map(services, async (service) => {
    signal.throwIfAborted();
    await makeBareRepository(remoteOf(workspace, service.name), serviceHistory(service));
  });
  const names = services.map(({ name }) => name);
  writeFileSync(join(workspace.folder, 'repos.txt'), `${names.map(repoOf).join('\n')}\n`);
  say(`Made ${names.slice(0, 6).join(', ')},\n${names.slice(6, -1).join(', ')} and ${names.at(-1) ?? ''}.`);
  whisper('One of them:');
  await showGit(setup, ['-C', gitFolderOf(shownService), 'log', '--oneline']);
}
