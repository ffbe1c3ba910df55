/** The terms of the bench: a measurement is a run that gives one figure or several, each with samples. */

/** A bound is a goal: no run fails because of it. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** The largest value that is wanted; absent for a figure without a goal. */
  readonly bound?: number;
  /** The meaning of the value, in a few words. */
  readonly what: string;
}

/** The samples of one figure; none where it was not measured. A ratio has one sample per pair of values that were measured one after the other. */
export interface Measured {
  readonly name: string;
  readonly samples: readonly number[];
  /** Further facts, printed below the table. */
  readonly notes?: readonly string[];
}

/** Prints progress. */
export type Say = (line: string) => void;

export interface Measurement {
  readonly figures: readonly Figure[];
  /** Default number of samples: fewer when one takes minutes. */
  readonly samples: number;
  /** Whether it reads the memory or the processor time of processes in /proc, which Linux has. */
  readonly needsProc?: boolean;
  readonly measure: (samples: number, say: Say) => Promise<readonly Measured[]>;
}
