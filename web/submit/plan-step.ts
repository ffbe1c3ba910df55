/** One of the steps that a fleet will take, in words. */
export interface PlanStep {
  /** `wait`: for a person; `rule`: what holds all the time. */
  readonly kind: 'work' | 'wait' | 'rule';
  readonly title: string;
  readonly note?: string;
  /** Paths, in the order in which they start. */
  readonly targets?: readonly string[];
}
