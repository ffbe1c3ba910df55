/** The input and the result of planning, as plain data. Paths of problems are JSON Pointers into the request. */
import type { DependencyGraph } from '../graph/graph.ts';
import type { GroupRange } from '../ledger/ledger.ts';
import type { TemplateValue } from './template.ts';

type Values = Readonly<Record<string, TemplateValue>>;

/** A command that must succeed on the result of a task. */
export interface Verifier {
  readonly name: string;
  readonly command: readonly string[];
}

/** One target as asked for; null = the fleet's own value holds. */
export interface TargetEntry {
  readonly repo: string;
  readonly id: string | null;
  readonly vars: Values;
  readonly taskDescription: string | null;
  readonly maxTurns: number | null;
  readonly prNumber: number | null;
  readonly issueNumber: number | null;
  /** The plan only carries them along. */
  readonly verifiers: readonly Verifier[] | null;
}

/** The inputs that a workflow requires, and those that it accepts. */
export interface WorkflowNeeds {
  readonly id: string;
  readonly needsOneOf: readonly ('issue_number' | 'task_description' | 'pr_number')[];
  readonly acceptsPr: boolean;
  /** It runs `params.command`. */
  readonly shell: boolean;
}

export interface PlanSpec {
  readonly workflow: WorkflowNeeds;
  /** A template. */
  readonly taskDescription: string | null;
  readonly params: Values;
  /** Title and body are templates. */
  readonly pullRequest: { readonly title: string | null; readonly body: string | null };
  /** Targets outside groups; they come first. */
  readonly entries: readonly PlacedEntry[];
  readonly groups: readonly GroupEntry[];
  /** Whether tasks may be created for a repository. */
  readonly isOnboarded: (repo: string) => boolean;
  readonly unonboarded: 'reject' | 'skip';
  /** Longest texts after rendering, in UTF-16 units. */
  readonly longest: { readonly description: number; readonly title: number; readonly body: number };
  /** The search for problems of texts ends with one more than these. */
  readonly mostProblems: number;
}

export type PlanProblemCode =
  'BAD_NAME' | 'DUPLICATE_ID' | 'EMPTY_GROUP' | 'INVALID_VALUE' | 'UNKNOWN_PLACEHOLDER' | 'TOO_LONG' | 'REPO_NOT_ONBOARDED';

export interface PlanProblem {
  readonly path: string;
  readonly code: PlanProblemCode;
  readonly message: string;
}
export interface PlanWarning {
  readonly path: string;
  readonly code: 'DUPLICATE_TARGET' | 'EMPTY_GROUP';
  readonly message: string;
}

export interface ResolvedTarget {
  readonly ordinal: number;
  /** JSON Pointer into the request. */
  readonly pointer: string;
  readonly entry: TargetEntry;
  readonly id: string;
  readonly group: string;
  /** Unique in the fleet. */
  readonly path: string;
}

export interface SkippedRepo {
  readonly repo: string;
  readonly code: string;
  readonly message: string;
}

export interface ResolvedPlan {
  readonly targets: readonly ResolvedTarget[];
  readonly skipped: readonly SkippedRepo[];
  readonly warnings: readonly PlanWarning[];
  /** Null: no target depends on another. */
  readonly graph: DependencyGraph | null;
  /** Depth first: a group comes before the groups in it. */
  readonly groups: readonly GroupRange[];
  /** Ordinals, wave by wave. */
  readonly waves: readonly (readonly number[])[];
  /** Ordinals in the order in which they start. */
  readonly launchOrder: readonly number[];
}

export type PlanResult =
  { readonly ok: true; readonly plan: ResolvedPlan } | { readonly ok: false; readonly problems: readonly PlanProblem[] };

/** An entry with its JSON Pointer into the request. */
export interface PlacedEntry {
  readonly pointer: string;
  readonly entry: TargetEntry;
}

/** A group as asked for. */
export interface GroupEntry {
  readonly pointer: string;
  readonly name: string;
  readonly targets: readonly PlacedEntry[];
  readonly groups: readonly GroupEntry[];
  readonly maxConcurrency: number | null;
  readonly needsApproval: boolean;
}
