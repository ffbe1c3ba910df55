/** What a person is told about a read that failed. */
import type { FailureKind } from './failures.ts';

/** Example: `the fleet` → `fleet`. */
const bare = (what: string): string => what.replace(/^(the|your) /, '');

/** A heading for a read that has never succeeded. @param what such as `the fleet` */
export function failureTitle(kind: FailureKind, what: string): string {
  switch (kind) {
    case 'not-found':
      return `There is no such ${bare(what)}`;
    case 'forbidden':
      return `This is somebody else's ${bare(what)}`;
    case 'signed-out':
      return 'You are signed out';
    case 'newer-server':
      return olderPage;
    case 'passing':
    case 'refused':
      return `Could not read ${what}`;
  }
}

/** Also where a part of the page is not there any more. */
export const olderPage = 'The page is older than the service: reload it';
