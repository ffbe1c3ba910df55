import * as z from 'zod';
import { boundedMap } from './bounded.ts';
import { problemOfCloneUrl } from './clone-url.ts';
import { commandText } from './given.ts';
import { isoTime, labelKey, labels, labelValue, maxTurns, repoPattern, toldToAgent } from './fields.ts';
import { limits } from './limits.ts';

const toldOnly = `For tasks that do not say it themselves. ${toldToAgent}`;

const cloneUrl = commandText(z.string().min(1).max(2_048)).check(({ value, issues }) => {
  const message = problemOfCloneUrl(value);
  if (message !== undefined) issues.push({ code: 'custom', message, input: value });
});

/** What an operator says of a repository. */
export const repositoryFields = z.strictObject({
  /** Any URL or path that `git clone` takes, with its login if need be; absent: the repository on github.com. */
  clone_url: cloneUrl.nullish(),
  default_branch: commandText(z.string().min(1).max(255)).nullish(),
  tags: labels.optional(),
  max_turns: maxTurns.nullish().describe(toldOnly),
  max_budget_usd: z.number().min(0.01).max(100).nullish().describe(toldOnly),
  build_command: commandText(z.string().min(1).max(4_096)).nullish(),
  lint_command: commandText(z.string().min(1).max(4_096)).nullish(),
});

/** What an operator changes of a repository: what is not named stays, null unsets; of the tags, too. */
export const repositoryChanges = repositoryFields.extend({
  tags: boundedMap(labelKey, labelValue.nullable(), limits.labels)
    .nullish()
    .describe('Only the tags that are named change; null takes one away, or all.'),
});

export const repository = z.object({
  /** As it was onboarded, whatever may be onboarded now. */
  repo: z.string().regex(repoPattern),
  status: z.enum(['active', 'removed']),
  clone_url: z.string().nullable(),
  default_branch: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  max_turns: z.number().nullable().describe(toldOnly),
  max_budget_usd: z.number().nullable().describe(toldOnly),
  build_command: z.string().nullable(),
  lint_command: z.string().nullable(),
  onboarded_at: isoTime,
});
export type Repository = z.infer<typeof repository>;
