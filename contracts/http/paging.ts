/** Pages of a list: the query that asks for one, and the tokens of the next. */
import * as z from 'zod';
import { boundedList } from '../bounded.ts';

const size = (most: number, usual: number) => z.coerce.number<number | string>().int().min(1).max(most).default(usual);

/** Query of every list. */
export const pageQuery = { limit: size(100, 20), next_token: z.string().min(1).optional() };
const mostTasks = 100;

/** Query of lists of tasks and of their events, as in ABCA's task API: a limit beyond the bounds is the bound. */
export const taskPageQuery = (usual: number) => ({
  limit: z.coerce
    .number<number | string>()
    .default(usual)
    .catch(usual)
    .transform((limit) => Math.min(mostTasks, Math.max(1, Math.trunc(limit))))
    .describe(`1 to ${mostTasks}; absent: ${usual}. A value outside counts as the nearest of these.`),
  next_token: pageQuery.next_token,
});

/** Query of the results: tools read them, so pages are larger. */
export const resultsPageQuery = { limit: size(1_000, 1_000), next_token: z.string().min(1).optional() };

/** Query of lists of groups. */
export const groupsPageQuery = { limit: size(1_000, 100), next_token: z.string().min(1).optional() };

const count = z.number().int().nonnegative();
/** What a list has on all its pages together. */
const totals = z.object({ groups: count, targets: count, waiting: count.exactOptional() });
export type Totals = z.infer<typeof totals>;

export const pagination = z
  .object({
    next_token: z.string().nullable(),
    has_more: z.boolean(),
    totals: totals.exactOptional().describe('Of lists of groups: what is on all pages together. `waiting`: for a review.'),
  })
  .meta({ id: 'Pagination' });
export type Pagination = z.infer<typeof pagination>;

/** The header with the token of the next page, where the answer is text. */
export const nextTokenHeader = 'x-next-token';

/** More words than any of these lists has. */
const mostWords = 100;

/** Words of a list, separated by commas: `?status=FAILED,LOST`. */
export const listOf = <T extends readonly [string, ...string[]]>(words: T) => separated(z.enum(words));

/** Any texts without commas, separated by commas: `?expand=lib,app/web`. */
export const listOfTexts = () => separated(z.string().min(1));

const separated = <T extends z.ZodType<unknown, string>>(element: T) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(boundedList(element, mostWords).min(1));
