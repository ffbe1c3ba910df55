/** A repository: as an operator onboards it, as an operator changes it, and as it is stored and shown. */
import * as z from 'zod';
import { boundedMap } from './bounded.ts';
import { problemOfCloneUrl } from './clone-url.ts';
import { commandText } from './given.ts';
import { isoTime, labelKey, labels, labelValue, maxTurns, repoPattern, limitOfAgent } from './fields.ts';
import { limits } from './limits.ts';

const defaultOfTasks = `For tasks that give no value of their own. ${limitOfAgent}`;

const cloneUrl = commandText(z.string().min(1).max(2_048)).check(({ value, issues }) => {
  const message = problemOfCloneUrl(value);
  if (message !== undefined) issues.push({ code: 'custom', message, input: value });
});

export const repositoryFields = z.strictObject({
  /** A URL or path that `git clone` accepts, with its login where it needs one; absent: the repository on github.com. */
  clone_url: cloneUrl.nullish(),
  default_branch: commandText(z.string().min(1).max(255)).nullish(),
  tags: labels.optional(),
  max_turns: maxTurns.nullish().describe(defaultOfTasks),
  max_budget_usd: z.number().min(0.01).max(100).nullish().describe(defaultOfTasks),
  build_command: commandText(z.string().min(1).max(4_096)).nullish(),
  lint_command: commandText(z.string().min(1).max(4_096)).nullish(),
});

/** An absent setting stays as it is, and null unsets one. The same holds for each tag. */
export const repositoryChanges = repositoryFields.extend({
  tags: boundedMap(labelKey, labelValue.nullable(), limits.labels)
    .nullish()
    .describe('Only the named tags change. Null for a tag removes it, null for tags removes all.'),
});

/** What the last import from a source said of a repository: where a setting is another one now, a person set it. */
export const importedFields = z.object({
  source: z.string().describe('Where the list is from, such as `github.com/acme`.'),
  /** Without a login. */
  clone_url: z.string().nullable(),
  default_branch: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  gone: z
    .literal(true)
    .exactOptional()
    .describe('An import removed it, because its source had it no more. It comes back when the source has it again.'),
});
export type ImportedFields = z.infer<typeof importedFields>;

export const repository = z.object({
  /** As it was onboarded. Its length is not checked again: the limit may have been another one then. */
  repo: z.string().regex(repoPattern),
  status: z.enum(['active', 'removed']),
  clone_url: z.string().nullable(),
  default_branch: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  max_turns: z.number().nullable().describe(defaultOfTasks),
  max_budget_usd: z.number().nullable().describe(defaultOfTasks),
  build_command: z.string().nullable(),
  lint_command: z.string().nullable(),
  onboarded_at: isoTime,
  /** Absent: no import named it that has a source. */
  imported: importedFields.exactOptional(),
});
export type Repository = z.infer<typeof repository>;
