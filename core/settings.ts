/**
 * The settings of a fleet: what a person gives it besides its targets and its work, and the engine reads. A setting that is not
 * given has its value in `defaultSettings`. Whether a fleet waits for an approval before it starts is no setting: the engine reads
 * that once, when the ledger is made.
 * Invariant: only an edit replaces the settings of a ledger; no turn changes them in place.
 * Example: {...defaultSettings, title: 'Migrate to slog', maxConcurrency: 8}.
 */
import type { Budget, BudgetChange } from './budget.ts';
import { defaultPolicy, type FailurePolicy } from './failure-policy.ts';

/** The cap begins at `start`, and is multiplied by `factor` each time that as many targets as the cap have succeeded. */
export interface Ramp {
  readonly start: number;
  readonly factor: number;
}

/** What the engine decides on in a step of a target (semantics 21). A fleet without steps has one, which has no name. */
export interface StepRule {
  /** Empty: the one step of a fleet without steps. */
  readonly name: string;
  /** Running time of one attempt, seconds. */
  readonly timeoutS: number;
  /** US dollars that one attempt may cost; null: as the budget of the fleet says. */
  readonly budgetUsd: number | null;
  /** Whether a target that comes to it waits for a person. */
  readonly gate: boolean;
  /** Whether it takes one attempt for each batch of a list of tasks. */
  readonly batches: boolean;
  /** Whether its work is done by an agent: work without one reserves and costs nothing, and is not healed. */
  readonly usesAgent: boolean;
  /** Whether it merges the pull request. */
  readonly merges: boolean;
}

/** A further attempt after a failure, which is told what failed and what is left (semantics 11). */
export interface HealRule {
  /** Heals of one step, or of one batch of it. */
  readonly maxAttempts: number;
  /** US dollars of one heal, where the budget of the fleet does not say it. */
  readonly maxUsd: number;
  /** Whether a target that fails although it was healed pauses the fleet. */
  readonly onFailure: 'continue' | 'pause';
}

export const pausesBetween = ['steps', 'batches'] as const;

export interface FleetSettings {
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Running time of one attempt, seconds. */
  readonly timeoutS: number;
  /** Targets that hold a slot at the same time. */
  readonly maxConcurrency: number;
  /** Top-level groups that are open at the same time; null: any number. */
  readonly maxConcurrentGroups: number | null;
  /** Null: any number. */
  readonly launchesPerMinute: number | null;
  /** Null: the cap is `maxConcurrency` from the start. */
  readonly ramp: Ramp | null;
  /** The first targets, so many, run alone; when they have ended, the fleet pauses once. Null: none. */
  readonly canary: number | null;
  /** Null: failures never stop the fleet. */
  readonly policy: FailurePolicy | null;
  /** Null: no limit, and attempts are told none. */
  readonly budget: Budget | null;
  /** Whether its work is done by an agent. Work without one reserves and costs nothing, and its cost is never unknown. No edit changes it. */
  readonly usesAgent: boolean;
  /** Automatic retries of a target after transient failures, anew for each step and each batch. */
  readonly autoRetryMax: number;
  /** Null: failures are not healed. No edit changes it. */
  readonly heal: HealRule | null;
  /** The tasks that each target takes one after the other; empty: one. No edit changes them. */
  readonly steps: readonly StepRule[];
  /** Where a target waits for a person although its next step has no gate; null: nowhere. No edit changes it. */
  readonly pauseBetween: (typeof pausesBetween)[number] | null;
  /** Whether a person looks at what each target has made before it is published (semantics 27). No edit changes it. */
  readonly reviews: boolean;
  /** Whether no other exclusive fleet may hold one of its repositories. No edit changes it. */
  readonly exclusive: boolean;
  /** Whether the end of each target is published, besides the events of the fleet. */
  readonly notifyTargets: boolean;
  /** URLs; each event is posted to each of them. */
  readonly webhooks: readonly string[];
}

export const defaultSettings: FleetSettings = {
  title: '',
  labels: {},
  timeoutS: 3_600,
  maxConcurrency: 5,
  maxConcurrentGroups: null,
  launchesPerMinute: null,
  ramp: null,
  canary: null,
  policy: defaultPolicy,
  budget: null,
  usesAgent: true,
  autoRetryMax: 2,
  heal: null,
  steps: [],
  pauseBetween: null,
  reviews: false,
  exclusive: false,
  notifyTargets: false,
  webhooks: [],
};

/** The settings that an edit may change, by their names in the API, in the order in which the decision log tells them. */
export const editableSettings = {
  maxConcurrency: 'max_concurrency',
  launchesPerMinute: 'launches_per_minute',
  title: 'title',
  policy: 'failure',
  budget: 'budget',
  labels: 'labels',
  notifyTargets: 'notify.targets',
  webhooks: 'notify.webhooks',
} as const satisfies Partial<Record<keyof FleetSettings, string>>;
export type EditableSetting = keyof typeof editableSettings;

/** The new values of an edit; an absent setting stays as it is, and so does an absent part of the budget. */
export type Changes = Partial<Pick<FleetSettings, Exclude<EditableSetting, 'budget'>>> & {
  readonly budget?: BudgetChange | null;
};
