/** Where a run writes. */
export interface Folders {
  /** Gone when the run ends. */
  readonly temporary: string;
  /** Kept until the next run. */
  readonly logs: string;
}
