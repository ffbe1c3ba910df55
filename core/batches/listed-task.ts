/**
 * One task of a tasks.md, and what is wrong with the file, by line.
 * Example: "- [ ] T003 [P] Add ids [after: T001]" in "## Core" → id T003, title "[P] Add ids", dependsOn [T001].
 */

export interface ListedTask {
  /** Its own id, such as T003; without one `line-<n>`. */
  readonly id: string;
  readonly hasId: boolean;
  /** From 1. */
  readonly line: number;
  /** Name of its section; null: it stands before the first one. */
  readonly section: string | null;
  readonly done: boolean;
  /** The line as it stands in the file, without the line end. */
  readonly text: string;
  /** What is to be done, without checkbox, id and dependencies. */
  readonly title: string;
  readonly dependsOn: readonly string[];
}

export type ListWarning = 'LATER_DEPENDENCY' | 'NO_ID' | 'ODD_CHECKBOX' | 'OPEN_FENCE' | 'UNKNOWN_DEPENDENCY';
export type ListError = 'DEPENDENCY_CYCLE' | 'DUPLICATE_TASK';

export interface Remark<Code extends string> {
  readonly code: Code;
  /** From 1. */
  readonly line: number;
  /** A sentence that names the line. */
  readonly message: string;
}
