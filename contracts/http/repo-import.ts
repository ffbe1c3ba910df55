/** An import of repositories: its request, and its report. */
import * as z from 'zod';
import { boundedList } from '../bounded.ts';
import { repoName } from '../fields.ts';
import { limits } from '../limits.ts';
import { repositoryFields } from '../repository.ts';

export const importedRepo = repositoryFields.extend({ repo: repoName });
/** What a list says of a repository: a setting that is absent stays as it is. */
export type ImportedRepo = z.output<typeof importedRepo>;

const count = z.number().int().nonnegative();

export const repoImport = z
  .strictObject({
    source: z
      .string()
      .min(1)
      .max(limits.repoName)
      .optional()
      .describe(
        'Where the list is from, such as github.com/acme. What the source said last follows what it says now, and what a person set by hand stays. Absent: a person wrote the list, and what it says is set.',
      ),
    repos: boundedList(importedRepo, limits.importedRepos).describe(
      'Each repository once. What is not named of it stays as it is.',
    ),
    names: boundedList(repoName, limits.importedNames)
      .optional()
      .describe('All repositories that the source has now: those that it had before are told as gone. Absent: none is told.'),
    dry_run: z.boolean().default(false).describe('Reports, and changes nothing.'),
    remove_gone: z.boolean().default(false).describe('Removes the repositories that are gone: new tasks may not use them.'),
  })
  .refine(({ source, names }) => names === undefined || source !== undefined, {
    path: ['source'],
    message: 'must be there, where names is',
  })
  .meta({ id: 'RepositoryImport' });

/** `removed`: a person removed it, and an import from a source leaves it so. */
export const importResults = ['new', 'changed', 'unchanged', 'removed'] as const;

const shownValue = z.union([z.string(), z.number()]).nullable();
export const repoImportReport = z
  .object({
    repos: z.array(
      z.object({
        repo: z.string(),
        result: z.enum(importResults),
        changes: z
          .array(z.object({ field: z.string(), from: shownValue, to: shownValue }))
          .describe('Of a changed one: what is another value now, such as default_branch or tags.team. Logins are left out.'),
        kept: z
          .array(z.string())
          .describe(
            'What the source says differently, and a person set by hand. `source`: another source has a repository of this name at another address, and all of it stays.',
          ),
      }),
    ),
    gone: z.array(z.object({ repo: z.string(), removed: z.boolean() })),
    counts: z.object({ new: count, changed: count, unchanged: count, removed: count, gone: count }),
    dry_run: z.boolean(),
  })
  .meta({ id: 'RepositoryImportReport' });
export type RepoImportReport = z.infer<typeof repoImportReport>;
