/** One figure: what is measured, in what unit, and what it should not exceed. Nothing passes or fails on it. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** What the value should be at most; null where only the value is of interest. */
  readonly bound: number | null;
  /** What the value means, in a few words. */
  readonly what: string;
}

/** Samples of one figure; a ratio has one sample per pair that was measured one after the other. */
export interface Measured {
  readonly name: string;
  readonly samples: readonly number[];
  /** What else is worth knowing of the run, as lines under the table. */
  readonly notes?: readonly string[];
}

/** One run that gives one figure or several. */
export interface Measurement {
  readonly figures: readonly Figure[];
  /** Says what it is doing while it runs. */
  readonly measure: (say: (line: string) => void) => Promise<readonly Measured[]>;
}
