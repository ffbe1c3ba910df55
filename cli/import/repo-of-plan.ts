/** Decides which repository a plan works on: the one that --repo names, else that of the current folder. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { plainLine } from '../../core/text/plain-text.ts';
import { usageError } from '../cli-error.ts';
import { repoOfText } from '../repos-file/repo-of-text.ts';

export interface RepoOfPlan {
  readonly repo: string;
  /** Set where the repository was not named: says where it comes from. */
  readonly note?: string;
}

/**
 * @param named the values of --repo
 * @throws CliError (usage) when several are named, or when none is and the current folder has no remote on github.com
 */
export async function repoOfPlan(named: readonly string[]): Promise<RepoOfPlan> {
  const [first, ...others] = named;
  if (others.length > 0) throw usageError('a plan works on one repository: give --repo once.');
  if (first === undefined) return await repoOfFolder();
  const read = repoOfText(first);
  if (read.ok) return { repo: read.repo };
  throw usageError(`--repo: ${read.message}.`);
}

const ask = 'name the repository that the plan works on: --repo OWNER/NAME';

async function repoOfFolder(): Promise<RepoOfPlan> {
  const origin = await promisify(execFile)('git', ['remote', 'get-url', 'origin'], { timeout: 10_000 }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
  if (origin === '') throw usageError(`${ask}. The current folder has no git remote "origin" to take it from.`);
  const address = withoutLogin(origin);
  const read = repoOfText(address);
  if (!read.ok || read.repo === address) {
    throw usageError(`${ask}. The remote "origin" of the current folder, ${plainLine(address)}, is not on github.com.`);
  }
  return {
    repo: read.repo,
    note: `the plan works on ${read.repo}, the remote "origin" of the current folder; --repo names another.`,
  };
}

/** An address may hold a token, which no message may repeat. */
const withoutLogin = (address: string): string => address.replace(/^(https?:\/\/)[^/@]*@/i, '$1');
