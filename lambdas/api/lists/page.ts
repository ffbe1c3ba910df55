/** A page of a list as an answer, and the position that a caller's `next_token` stands for. */
import type { Totals } from '../../../contracts/http/paging.ts';
import { refuse, type Answer } from '../answer.ts';
import type { PageTokens } from '../request.ts';

export const brokenToken: Answer = refuse('VALIDATION_ERROR', 'next_token is not one of this list: start again without it.', {
  details: [
    { path: '/next_token', code: 'INVALID_VALUE', message: 'next_token is broken, or of another list, filter or caller.' },
  ],
});

/** The position that a token stands for; `ok: false` if it is not a token of this list. */
export async function positionOf(
  pages: PageTokens,
  token: string | undefined,
): Promise<{ ok: true; after: string | undefined } | { ok: false }> {
  if (token === undefined) return { ok: true, after: undefined };
  const after = await pages.read(token);
  return after === undefined ? { ok: false } : { ok: true, after };
}

export const pageAnswer = async (
  items: readonly unknown[],
  next: string | undefined,
  pages: PageTokens,
  totals?: Totals,
): Promise<Answer> => ({
  kind: 'page',
  items,
  next: next === undefined ? undefined : await pages.sign(next),
  ...(totals === undefined ? {} : { totals }),
});
