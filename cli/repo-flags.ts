/** The argument and the flags that describe a repository, and the part of a request that they make. */
import { Args, Flags } from '@oclif/core';
import { usageError } from './cli-error.ts';
import { notFromStdin } from './flags.ts';
import { repoOfText } from './repos-file/repo-of-text.ts';
import { keyValues } from './submit/key-values.ts';
import { usdOf } from './submit/setting-flags.ts';
import { given } from './submit/work-flags.ts';

export const repoArg = Args.string({ ...notFromStdin, description: 'Repository: owner/name.', required: true });

export const repoFlags = {
  tag: Flags.string({
    description: 'Tag of the repository; repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  }),
  'clone-url': Flags.string({
    description: 'Address to clone from (default: the repository of this name on github.com).',
    helpValue: 'URL',
  }),
  'default-branch': Flags.string({ description: "Branch to start from (default: the remote's own default branch)." }),
  'build-command': Flags.string({ description: 'Command that must succeed after every change.' }),
  'lint-command': Flags.string({ description: 'Command that checks the style of a change.' }),
  'max-turns': Flags.integer({
    description:
      'Turns that an agent may take in this repository. A preset keeps to it where its program can; a command of your own is told.',
  }),
  'max-budget': Flags.string({
    description:
      'US dollars that a task of this repository may cost, where the task and its fleet say nothing. A preset keeps to it where its program can; a command of your own is told.',
    helpValue: 'USD',
  }),
};

export interface RepoFlagValues {
  readonly tag?: readonly string[] | undefined;
  readonly 'clone-url'?: string | undefined;
  readonly 'default-branch'?: string | undefined;
  readonly 'build-command'?: string | undefined;
  readonly 'lint-command'?: string | undefined;
  readonly 'max-turns'?: number | undefined;
  readonly 'max-budget'?: string | undefined;
}

/** The keys of a request that the given flags set. */
export const repoBody = (flags: RepoFlagValues) => ({
  ...(flags.tag === undefined ? {} : { tags: keyValues('tag', flags.tag) }),
  ...given('clone_url', flags['clone-url']),
  ...given('default_branch', flags['default-branch']),
  ...given('build_command', flags['build-command']),
  ...given('lint_command', flags['lint-command']),
  ...given('max_turns', flags['max-turns']),
  ...given('max_budget_usd', usdOf('max-budget', flags['max-budget'])),
});

/**
 * The parameters of an operation on one repository: `acme/auth` → `{owner: 'acme', name: 'auth'}`.
 * @throws CliError (usage) for a text that names no repository
 */
export function repoParams(text: string): { owner: string; name: string } {
  const named = repoOfText(text);
  if (!named.ok) throw usageError(`${named.message}.`);
  const [owner = '', name = ''] = named.repo.split('/');
  return { owner, name };
}
