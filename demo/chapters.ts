/** The story, chapter by chapter. Each does one thing that a user does, and says what there is to see. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { makeBareRepository } from './bare-repository.ts';
import { branchDiff } from './branch-diff.ts';
import type { Bgagent } from './bgagent.ts';
import { company, fragileService, services, shownService } from './company.ts';
import { readOutcome, type Outcome } from './outcome.ts';
import { startRuntime } from './runtime.ts';
import { serviceHistory } from './service-history.ts';
import { chapterBegins, quoted, say, showCommand, title, whisper } from './story.ts';
import type { Workspace } from './workspace.ts';

export interface Stage {
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  readonly bgagent: Bgagent;
}

const migration = join(import.meta.dirname, 'migration', 'structured-logs.js');
/** As words, and as the lines that they are shown in. */
const submission = [
  ['fleet', 'submit', '--repos-file', 'repos.txt', '--title', 'Structured logs'],
  ['--command', `node ${quoted(migration)}`],
  ['--verify', 'test=node --test', '--max-concurrency', '4'],
];
/** Starts of the CLI at a time. */
const onboardAtOnce = 4;

const repoOf = (name: string): string => `${company}/${name}`;
const remoteOf = ({ folder }: Workspace, name: string): string => join(folder, 'git', company, `${name}.git`);

export function prologue({ folder }: Workspace): void {
  title('One change, twelve repositories');
  say(`Fernhill sells garden things. Its twelve services print plain text with console.log; the platform team
wants structured logs, in all of them, tested, today.`);
  whisper(`Everything happens in ${folder}; your own settings and repositories are not touched.`);
}

/** Ends with the runtime stopped, whatever happens. */
export async function tellStory(stage: Stage): Promise<Outcome> {
  await makeRepositories(stage);
  const runtime = await startProduct(stage);
  try {
    await onboard(stage);
    await submitAndWatch(stage);
    return await showOutcome(stage);
  } finally {
    await runtime.stop();
  }
}

async function makeRepositories({ workspace, signal }: Stage): Promise<void> {
  chapterBegins('Twelve git repositories, each with a history and tests');
  const limit = pLimit(onboardAtOnce);
  const histories = services.map((service) => ({ remote: remoteOf(workspace, service.name), commits: serviceHistory(service) }));
  await limit.map(histories, async ({ remote, commits }) => {
    signal.throwIfAborted();
    await makeBareRepository(remote, commits);
  });
  writeFileSync(join(workspace.folder, 'repos.txt'), `${services.map(({ name }) => repoOf(name)).join('\n')}\n`);
  say(`Made ${services.map(({ name }) => name).join(', ')}.`);
  showCommand(`git -C git/${company}/${shownService}.git log --oneline`);
  for (const { subject } of [...(histories[0]?.commits ?? [])].reverse()) say(`  ${subject}`);
}

async function startProduct({ workspace, signal }: Stage) {
  chapterBegins('The product on this machine, with two workers');
  const args = ['local', '--port', '0', '--workers', '2', '--dir', 'runtime'];
  showCommand(`bgagent ${args.join(' ')}`);
  const since = Date.now();
  const runtime = await startRuntime({ workspace, args: [...args, '--json'], signal, onWord: whisper });
  say(`Serves ${runtime.apiUrl} after ${((Date.now() - since) / 1_000).toFixed(1)} s: the API, the actor, the workflow and the tables.`);
  return runtime;
}

async function onboard({ workspace, bgagent, signal }: Stage): Promise<void> {
  chapterBegins('Onboard the repositories: where they are, whose they are');
  const limit = pLimit(onboardAtOnce);
  const calls = services.map(({ name, team }) => ['repo', 'onboard', repoOf(name), '--clone-url', remoteOf(workspace, name), '--tag', `team=${team}`]);
  showCommand(`bgagent ${(calls[0] ?? []).slice(0, 3).join(' ')}`, (calls[0] ?? []).slice(3).join(' '));
  await limit.map(calls, async (call) => {
    signal.throwIfAborted();
    await bgagent.read(call);
  });
  say(`Onboarded ${calls.length}, each in the same way.`);
}

async function submitAndWatch({ bgagent }: Stage): Promise<void> {
  chapterBegins('One command for all of them, four at a time, each verified by its own tests');
  showCommand(...submission.map((words, index) => `${index === 0 ? 'bgagent ' : ''}${words.map(quoted).join(' ')}`));
  expectExit('fleet submit', await bgagent.show(submission.flat()), exits.accepted);
  chapterBegins('Watch it');
  showCommand('bgagent fleet watch');
  expectExit('fleet watch', await bgagent.show(['fleet', 'watch', '--timeout', '5m']), exits.endedWithFailures);
}

/** Of the CLI. */
const exits = { accepted: 0, endedWithFailures: 3 } as const;

function expectExit(command: string, exit: number, expected: number): void {
  if (exit !== expected) throw new Error(`bgagent ${command} ended with exit code ${exit}; ${expected} was expected.`);
}

async function showOutcome({ workspace, bgagent, signal }: Stage): Promise<Outcome> {
  const outcome = await readOutcome(bgagent);
  chapterBegins('What came of it');
  showCommand('bgagent fleet targets');
  expectExit('fleet targets', await bgagent.show(['fleet', 'targets']), exits.accepted);
  chapterBegins('One of the changes');
  showCommand(`git -C git/${company}/${shownService}.git diff main..${outcome.shownBranch}`);
  say(await branchDiff(remoteOf(workspace, shownService), outcome.shownBranch, signal));
  chapterBegins(`Why ${fragileService} failed`);
  await explainFailure(bgagent);
  return outcome;
}

async function explainFailure(bgagent: Bgagent): Promise<void> {
  showCommand(`bgagent fleet logs ${fragileService}`);
  const output = await bgagent.read(['fleet', 'logs', fragileService]);
  say(output);
}

export function closing(outcome: Outcome, kept: Workspace | undefined): void {
  say(outcome.fleetId, kept?.folder);
}
