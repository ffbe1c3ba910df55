/** Reads a list of the API page by page. */
import type { ClientAnswer } from '../../contracts/http/client.ts';
import { errorOfAnswer } from './answer-data.ts';

/**
 * The elements of all pages, but no more than `most`.
 * @throws CliError when the API answers with an error
 */
export async function allPages<T>(
  ask: (nextToken: string | undefined) => Promise<ClientAnswer<T[]>>,
  most = Infinity,
): Promise<T[]> {
  const list: T[] = [];
  let next: string | undefined;
  do {
    const answer = await ask(next);
    if (!answer.ok) throw errorOfAnswer(answer.error);
    list.push(...answer.data);
    next = answer.pagination?.next_token ?? undefined;
  } while (next !== undefined && list.length < most);
  return list.slice(0, most);
}
