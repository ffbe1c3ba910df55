/** The chapter that tells the product where each repository is. */
import pLimit from 'p-limit';
import { services, type Service } from '../company.ts';
import { atOnce, remoteOf, repoOf, type DemoSetup } from '../demo-setup.ts';
import { beginChapter, say, showCommand } from '../story.ts';
import type { Workspace } from '../workspace.ts';

export async function onboard({ workspace, bgagent, signal }: DemoSetup): Promise<void> {
  beginChapter('Onboard the repositories: the address and the team of each');
  const [first = [], ...others] = services.map((service) => onboarding(workspace, service));
  showCommand(`bgagent ${first.slice(0, 3).join(' ')}`, first.slice(3).join(' '));
  await pLimit(atOnce).map([first, ...others], async (words) => {
    signal.throwIfAborted();
    await bgagent.read(words);
  });
  say(`… and the other ${others.length} in the same way.`);
}

const onboarding = (workspace: Workspace, { name, team }: Service): readonly string[] => [
  ...['repo', 'onboard', repoOf(name)],
  ...['--clone-url', remoteOf(workspace, name), '--tag', `team=${team}`],
];
