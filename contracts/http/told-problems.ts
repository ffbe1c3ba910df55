/** Bounds the problems in one answer. */
import type { Problem } from './errors.ts';
import { limits } from '../limits.ts';

/** The first problems, and where there are more of them, one that says so. */
export function toldProblems(found: readonly Problem[]): readonly Problem[] {
  return found.length <= limits.problems ? found : [...found.slice(0, limits.problems), andMore];
}

const andMore: Problem = {
  path: '',
  code: 'MORE_PROBLEMS',
  message: `There are more problems than these ${limits.problems}. Mend them and ask again.`,
};
