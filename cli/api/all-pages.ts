import type { ClientAnswer } from '../../contracts/http/client.ts';
import { errorOfAnswer } from './error-of-answer.ts';

/**
 * The elements of a list, page by page, `most` at most.
 * @throws CliError for an answer that is not the asked-for one
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
