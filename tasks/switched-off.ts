/** What an operator has not allowed here: work that its caller, not an operator, says in commands. */
import type { ApiError, Problem } from '../contracts/http/errors.ts';

export const shellForbidden: ApiError = {
  code: 'FORBIDDEN',
  message: 'workflow_ref shell/run-v1 is switched off here: an operator may switch it on with the setting allow_shell.',
};

const whatHelps = 'give none (an empty list), or ask an operator, who may switch them on with the setting caller_verifiers.';

/**
 * @param places JSON Pointers of the verifiers that a caller gave, at least one
 * @returns the error that names the first of them, and all in its details
 */
export function verifiersForbidden(places: readonly [string, ...string[]]): ApiError {
  const sentence = (place: string): string => `${place.slice(1)} are switched off here: ${whatHelps}`;
  const details = places.map((path): Problem => ({ path, code: 'SWITCHED_OFF', message: sentence(path) }));
  return { code: 'FORBIDDEN', message: sentence(places[0]), details };
}
