/** One figure: what is measured, in what unit, and what it should be at most. Nothing passes or fails on it. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Absent where the figure is only of interest. */
  readonly bound?: number;
  /** What the value means, in a few words. */
  readonly what: string;
}

/** What was measured of one figure. A ratio has one sample per pair that was measured one after the other. */
export interface Measured {
  readonly name: string;
  readonly samples: readonly number[];
  /** What else is worth knowing, as lines under the table. */
  readonly notes?: readonly string[];
}

/** Says what is being done. */
export type Say = (line: string) => void;

/** A run that gives one figure or several. */
export interface Measurement {
  readonly figures: readonly Figure[];
  /** Samples that are taken unless somebody asks for another number: fewer where one takes minutes. */
  readonly samples: number;
  readonly measure: (samples: number, say: Say) => Promise<readonly Measured[]>;
}
