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

/** A dependency as asked for. */
export interface DependencyEntry {
  /** A reference to a target or a group. */
  readonly path: string;
  readonly optional: boolean;
  /** Its place in the list of the request. */
  readonly at: number;
}

/** A repository that shares the sandbox of its group. */
export interface SharedRepo {
  readonly repo: string;
  readonly folder: string;
  /** The plan only carries them along. */
  readonly verifiers: readonly Verifier[] | null;
}

/** One target as asked for; null = the fleet's own value holds. */
export interface TargetEntry {
  readonly repo: string;
  readonly id: string | null;
  readonly dependsOn: readonly DependencyEntry[];
  /** A reference to the dependency on whose branch it works; null: it works on the repository's default branch. */
  readonly base: string | null;
  readonly vars: Values;
  readonly taskDescription: string | null;
  readonly maxTurns: number | null;
  readonly prNumber: number | null;
  readonly issueNumber: number | null;
  /** The plan only carries them along. */
  readonly verifiers: readonly Verifier[] | null;
  /** The repositories of a group that share a sandbox: `repo` is the first of them. Absent: it has that one alone. */
  readonly shared?: readonly SharedRepo[];
}

/** The inputs that a workflow requires, and those that it accepts. */
export interface WorkflowNeeds {
  readonly id: string;
  readonly needsOneOf: readonly ('issue_number' | 'task_description' | 'pr_number')[];
  readonly acceptsPr: boolean;
  /** It runs `params.command`. */
  readonly shell: boolean;
  /** It merges, and reads no description. */
  readonly merges: boolean;
}

export interface PlannedStep {
  readonly name: string;
  /** JSON Pointers into the request: of the step, and of its description. */
  readonly pointer: string;
  readonly describedAt: string;
  /** A template; null: that of the target, or of the fleet. */
  readonly taskDescription: string | null;
  readonly workflow: WorkflowNeeds;
  /** With those of the fleet, and without them. */
  readonly params: Values;
  readonly ownParams: Values;
  /** Whether it works through a list of tasks: only then {{batch.…}} stands for something. */
  readonly batches: boolean;
}

export interface PlanSpec {
  readonly workflow: WorkflowNeeds;
  /** A template. */
  readonly taskDescription: string | null;
  readonly params: Values;
  /** The tasks that each target takes one after the other. Absent or empty: one. */
  readonly steps?: readonly PlannedStep[];
  /** Text for {{context}} in the descriptions of steps. Absent: that stands for nothing. */
  readonly context?: string;
  /** Title and body are templates. */
  readonly pullRequest: { readonly title: string | null; readonly body: string | null };
  /** Targets outside groups; they come first. */
  readonly entries: readonly PlacedEntry[];
  readonly groups: readonly GroupEntry[];
  /** Whether tasks may be created for a repository. */
  readonly isOnboarded: (repo: string) => boolean;
  readonly unonboarded: 'reject' | 'skip';
  /** Paths that the request may name and that are not in this fleet, each with a clause that says why; null: nothing is said of them. */
  readonly elsewhere: ReadonlyMap<string, string | null>;
  /** Of a group that shares a sandbox. */
  readonly mostShared: {
    readonly repos: number;
    /** Of all their verifiers as JSON. */
    readonly verifierBytes: number;
    /** Titles and bodies of all their pull requests, rendered, in UTF-16 units. */
    readonly texts: number;
  };
  /** The paths that a misspelt reference may mean, nearest first, three at most. */
  readonly nearest: (reference: string, paths: readonly string[]) => readonly string[];
  readonly mostDependencies: {
    /** As they are listed, of targets and groups together. */
    readonly listed: number;
    /** As they are listed, of groups. */
    readonly ofGroups: number;
    /** As ranges of ordinals: one on a group, or on neighbours, is one range. */
    readonly ranges: number;
  };
  /** Longest texts after rendering, in UTF-16 units. */
  readonly longest: { readonly description: number; readonly title: number; readonly body: number };
  /** The search for problems of texts ends with one more than these. */
  readonly mostProblems: number;
}

export type PlanProblemCode =
  | 'BAD_NAME'
  | 'DUPLICATE_ID'
  | 'EMPTY_GROUP'
  | 'INVALID_VALUE'
  | 'UNKNOWN_DEPENDENCY'
  | 'SELF_DEPENDENCY'
  | 'DEPENDENCY_CYCLE'
  | 'UNKNOWN_PLACEHOLDER'
  | 'TOO_LONG'
  | 'REPO_NOT_ONBOARDED';

export interface PlanProblem {
  readonly path: string;
  readonly code: PlanProblemCode;
  readonly message: string;
}
export interface PlanWarning {
  readonly path: string;
  readonly code: 'DUPLICATE_TARGET' | 'EMPTY_GROUP' | 'REPEATED_DEPENDENCY' | 'DROPPED_DEPENDENCY' | 'REPEATED_REPOSITORY';
  readonly message: string;
}

/** A target with its name. */
export interface NamedTarget {
  readonly ordinal: number;
  /** JSON Pointer into the request. */
  readonly pointer: string;
  readonly entry: TargetEntry;
  readonly id: string;
  readonly group: string;
  /** Unique in the fleet. */
  readonly path: string;
}

/** A dependency as it was resolved, by the path of a target or group. */
export interface ResolvedDependency {
  readonly path: string;
  readonly optional: boolean;
}

export interface ResolvedTarget extends NamedTarget {
  /** Its own; those of its groups are in `groupDependencies`. */
  readonly dependsOn: readonly ResolvedDependency[];
  /** The ordinals of the dependencies that its texts and values name, by the path as they name it. */
  readonly passes: ReadonlyMap<string, number>;
  /** The ordinal of the dependency on whose branch it works. */
  readonly base: number | null;
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
  /** By the path of a group: its own dependencies. A group without any is left out. */
  readonly groupDependencies: ReadonlyMap<string, readonly ResolvedDependency[]>;
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
  readonly dependsOn: readonly DependencyEntry[];
  readonly maxConcurrency: number | null;
  readonly needsApproval: boolean;
  /** Whether its repositories are one target, and share a sandbox. Absent: false. */
  readonly shared?: boolean;
}
