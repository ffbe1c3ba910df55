/** The id of a session stands in an argument list and names a file, and a program may print anything: so its form is checked. */
import { limits } from '../../contracts/limits.ts';

const form = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** Null for what is no id. */
export const sessionIdOf = (given: string | null | undefined): string | null =>
  given !== null && given !== undefined && given.length <= limits.sessionId && form.test(given) ? given : null;
