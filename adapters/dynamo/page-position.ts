/** The position of a query between two pages, as one text: the key at which the page before ended. The API signs it. */
import * as z from 'zod';
import type { Page, PageRequest } from '../page.ts';

const position = z.record(z.string(), z.union([z.string(), z.number()]));

export const decode = (text: string) => position.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
export const encode = (key: Record<string, unknown>): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** The part of a query that selects the page. */
export const pageOf = (request: PageRequest) => ({
  Limit: request.limit,
  ...(request.after === undefined ? {} : { ExclusiveStartKey: decode(request.after) }),
});

/** The page that a query answered. */
export function toPage<T>(
  answer: { Items?: Record<string, unknown>[] | undefined; LastEvaluatedKey?: Record<string, unknown> | undefined },
  parse: (item: Record<string, unknown>) => T,
): Page<T> {
  const items = (answer.Items ?? []).map(parse);
  return { items, next: answer.LastEvaluatedKey === undefined ? undefined : encode(answer.LastEvaluatedKey) };
}
