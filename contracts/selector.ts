/**
 * A selector as it is stored and shown, and what it selected. Its form in a request, with the bounds, is in http/submit.ts.
 * Example: {tags: {team: ['payments']}, exclude: ['acme/legacy-*']}.
 */
import * as z from 'zod';

const texts = z.array(z.string());

export const storedSelector = z
  .object({
    tags: z.record(z.string(), texts).exactOptional(),
    repos: texts.exactOptional(),
    exclude: texts.exactOptional(),
    limit: z.number().exactOptional(),
  })
  .meta({ id: 'Selector' });

export const selection = z
  .object({
    selected: z.number().describe('Repositories that it selected, with those that targets or groups name too.'),
    cut: z.number().describe('Repositories that fit too, and that its limit left out.'),
    unmatched: texts.describe('Tags and globs that match nothing by themselves, such as `tag team=x`.'),
  })
  .meta({ id: 'Selection' });
export type SelectionView = z.infer<typeof selection>;
