import type { ClientAnswer } from '../../contracts/http/client.ts';
import { errorOfAnswer } from './error-of-answer.ts';

/** @throws CliError for an answer that is not the asked-for one */
export function answerData<T>(answer: ClientAnswer<T>): T {
  if (answer.ok) return answer.data;
  throw errorOfAnswer(answer.error);
}
