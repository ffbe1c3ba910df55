/** The clone that the work is done in: one commit deep, on a fresh branch, and the same again before anything leaves it. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerConfig } from '../contracts/worker-config.ts';
import { done, failed, failures, type Step } from './failure.ts';
import { createGit, type Git } from './git.ts';
import { gitFailure } from './git-failure.ts';
import type { Log } from './logger.ts';
import { patientGit } from './patient-git.ts';
import type { Remote } from './remote.ts';
import type { Sandbox } from './sandbox.ts';
import type { Secrets } from './secrets.ts';

export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface Clone {
  readonly git: Git;
  readonly remote: Remote;
  /** Branch that was cloned, and the commit it stood at. */
  readonly baseBranch: string;
  readonly base: string;
  /** Branch that the work is pushed to. */
  readonly branch: string;
  /** Puts the clone's own settings back as they were: what the work changed there has no say in a push. */
  restore(): Step<void>;
}

export interface CloneRequest {
  readonly sandbox: Sandbox;
  readonly remote: Remote;
  /** Undefined: the remote's HEAD. */
  readonly from: string | undefined;
  readonly branch: string;
  /** Commits to fetch; undefined: all. */
  readonly depth: number | undefined;
  readonly identity: Identity;
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  readonly log: Log;
}

export const identityOf = ({ git }: WorkerConfig): Identity => ({
  name: git.user_name ?? 'bgagent',
  email: git.user_email ?? 'bgagent@localhost',
});

export async function cloneRepository(request: CloneRequest): Promise<Step<Clone>> {
  const { sandbox, remote, environment, secrets, signal, log } = request;
  const gitIn = (folder: string): Git =>
    patientGit(createGit({ folder, ceiling: sandbox.folder, remote, environment, secrets, signal }), { signal, log });
  const options = [
    ...(request.depth === undefined ? ['--single-branch'] : [`--depth=${request.depth}`]),
    ...(request.from === undefined ? [] : [`--branch=${request.from}`]),
  ];
  const cloned = await gitIn(sandbox.folder).run([
    'clone',
    '--quiet',
    '--no-tags',
    ...options,
    '--',
    remote.address,
    sandbox.repo,
  ]);
  if (!cloned.ok) return failed(gitFailure('clone', cloned.stderr, remote));
  return prepare(gitIn(sandbox.repo), request);
}

async function prepare(git: Git, request: CloneRequest): Promise<Step<Clone>> {
  const { remote, branch, identity, sandbox } = request;
  const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (!head.ok)
    return failed(
      failures.request(`${remote.address} has no commits.`, 'Push a first commit to its default branch, then retry.'),
    );
  const current = await git.run(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  const baseBranch = current.ok ? current.stdout : (request.from ?? 'HEAD');
  if (branch !== baseBranch) {
    const made = await git.run(['checkout', '--quiet', '-b', branch]);
    if (!made.ok) {
      return failed(
        failures.request(`Could not make the branch ${branch}: ${made.stderr}`, 'Choose another branch prefix, then retry.'),
      );
    }
  }
  await git.run(['config', 'user.name', identity.name]);
  await git.run(['config', 'user.email', identity.email]);
  return done({ git, remote, baseBranch, base: head.stdout, branch, restore: settingsKeeper(sandbox) });
}

function settingsKeeper({ repo }: Sandbox): () => Step<void> {
  const folder = join(repo, '.git');
  const config = readFileSync(join(folder, 'config'));
  return () => {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
      return failed(failures.agent('The work removed the .git folder of the clone, so there is nothing to commit from.'));
    }
    rmSync(join(folder, 'config'), { recursive: true, force: true });
    writeFileSync(join(folder, 'config'), config);
    // Nothing runs any more that could hold it.
    rmSync(join(folder, 'index.lock'), { force: true });
    return done(undefined);
  };
}
