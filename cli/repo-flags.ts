import { Args, Flags } from '@oclif/core';
import { keyValues } from './submit/key-values.ts';
import { given } from './submit/work-flags.ts';

export const repoArg = Args.string({ description: 'owner/name.', required: true });

/** What an operator says of a repository. */
export const repoFlags = {
  tag: Flags.string({ description: 'Tag; many.', multiple: true, multipleNonGreedy: true, helpValue: 'KEY=VALUE' }),
  'clone-url': Flags.string({ description: 'What git clones; without it the repository on github.com.', helpValue: 'URL' }),
  'default-branch': Flags.string({ description: 'Branch to start from; without it the one that the remote says.' }),
  'build-command': Flags.string({ description: 'Command that must succeed after every change.' }),
  'lint-command': Flags.string({ description: 'Command that checks the style of a change.' }),
  'max-turns': Flags.integer({ description: 'Turns an agent may take here: told to it, not enforced.' }),
};

export interface RepoFlagValues {
  readonly tag?: readonly string[] | undefined;
  readonly 'clone-url'?: string | undefined;
  readonly 'default-branch'?: string | undefined;
  readonly 'build-command'?: string | undefined;
  readonly 'lint-command'?: string | undefined;
  readonly 'max-turns'?: number | undefined;
}

/** The part of a body that the flags name. */
export const repoBody = (flags: RepoFlagValues) => ({
  ...(flags.tag === undefined ? {} : { tags: keyValues('tag', flags.tag) }),
  ...given('clone_url', flags['clone-url']),
  ...given('default_branch', flags['default-branch']),
  ...given('build_command', flags['build-command']),
  ...given('lint_command', flags['lint-command']),
  ...given('max_turns', flags['max-turns']),
});
