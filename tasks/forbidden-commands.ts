/** The errors for commands of callers that the operator has not allowed: the workflow `shell/run-v1`, and verifiers. */
import type { ApiError, Problem } from '../contracts/http/errors.ts';

export const shellForbidden: ApiError = {
  code: 'FORBIDDEN',
  message: 'workflow_ref shell/run-v1 is switched off here: an operator may switch it on with the setting allow_shell.',
};

const whatHelps = 'give none (an empty list), or ask an operator, who may switch them on with the setting caller_verifiers.';

/**
 * @param places JSON Pointers of the verifiers that the caller gave, at least one
 * @returns the error: its message names the first of them, its details name all
 */
export function verifiersForbidden(places: readonly [string, ...string[]]): ApiError {
  const sentence = (place: string): string => `${place.slice(1)} are switched off here: ${whatHelps}`;
  const details = places.map((path): Problem => ({ path, code: 'SWITCHED_OFF', message: sentence(path) }));
  return { code: 'FORBIDDEN', message: sentence(places[0]), details };
}
