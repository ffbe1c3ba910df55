/** The branch that an agent works on, as it is told. */
export interface Branches {
  /** The branch of the work. */
  readonly branch: string;
  /** The branch that it was made from. */
  readonly base: string;
  /** Whether it has the work of earlier attempts. */
  readonly hasWork: boolean;
}

/** A repository that shares the working folder with others. */
export interface SharedFolder extends Branches {
  readonly repo: string;
  /** Its name in the working folder. */
  readonly folder: string;
}
