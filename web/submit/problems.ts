/** What is wrong with a draft, with the lines where it is: errors of syntax, or what the API refused. */
import type { ClientError } from '../../contracts/http/client.ts';
import type { FleetDocument, Mark } from './fleet-document.ts';
import { placeOfPointer } from './line-of-pointer.ts';

export interface Problem {
  /** Undefined: it is about no line. */
  readonly place: Omit<Mark, 'message'> | undefined;
  readonly message: string;
  /** JSON Pointer; of an error of syntax ''. */
  readonly pointer: string;
}

/** Problems by line; those without one come first. */
export function problemsOf(fleet: FleetDocument, error: ClientError | undefined): readonly Problem[] {
  if (fleet.broken.length > 0) return fleet.broken.map(({ message, ...place }) => ({ place, message, pointer: '' }));
  if (error === undefined) return [];
  if (error.details.length === 0) return [{ place: undefined, message: error.message, pointer: '' }];
  const found = error.details.map(({ path, message }) => ({ place: placeOfPointer(fleet, path), message, pointer: path }));
  return found.sort((one, other) => (one.place?.line ?? 0) - (other.place?.line ?? 0));
}

export const marksOf = (problems: readonly Problem[]): readonly Mark[] =>
  problems.flatMap(({ place, message }) => (place === undefined ? [] : [{ ...place, message }]));

/** What is wrong at a place, or in it; undefined: nothing. */
export function messageAt(problems: readonly Problem[], path: readonly (string | number)[]): string | undefined {
  const wanted = path.map((part) => `/${part}`).join('');
  return problems.find(({ pointer }) => pointer === wanted || pointer.startsWith(`${wanted}/`))?.message;
}
