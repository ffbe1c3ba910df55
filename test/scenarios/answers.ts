import type { ClientAnswer } from '../../contracts/http/client.ts';

/** The data of an answer that must be a good one. */
export function must<T>(answer: ClientAnswer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message} ${JSON.stringify(answer.error.details)}`);
  return answer.data;
}
