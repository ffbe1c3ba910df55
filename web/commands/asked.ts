/** A command as a button asks for it: the dialog tells what it would do, and a person confirms it. */
import type { RetryChoice } from '../../core/command.ts';

/** Targets with one change. */
export interface ChangeGroup {
  /** The hash of the change. */
  readonly hash: string;
  readonly count: number;
}

/** Targets that failed in one way. */
export interface FailureGroup {
  readonly signature: string;
  readonly count: number;
  readonly headline: string;
}

/** Named targets (paths), or those of a group. */
export interface OfReview {
  readonly targets?: readonly string[];
  readonly changeGroup?: ChangeGroup;
}

export type Asked =
  | { readonly kind: 'pause' | 'abort' | 'cancel' }
  /** `of`: the setting that the dialog begins with. */
  | { readonly kind: 'edit'; readonly of?: 'budget' | 'failure' }
  | { readonly kind: 'continue'; readonly passOver?: boolean }
  /** Targets that have not started never start. */
  | { readonly kind: 'skip-remaining' }
  /** No targets and no group: all that failed, or all that `only` names. `hint`: the dialog begins with the field for a hint. */
  | {
      readonly kind: 'retry' | 'retry-and-continue';
      readonly targets?: readonly string[];
      readonly failureGroup?: FailureGroup;
      readonly only?: RetryChoice;
      readonly hint?: boolean;
    }
  | { readonly kind: 'skip-targets' | 'fail-targets' | 'cancel-targets'; readonly targets: readonly string[] }
  /** `hashes`: by path, the change that the person looked at. */
  | ({ readonly kind: 'approve'; readonly hashes?: Readonly<Record<string, string>>; readonly passOver?: boolean } & OfReview)
  | ({ readonly kind: 'reject' | 'steer' } & OfReview)
  | { readonly kind: 'answer'; readonly target: string; readonly question: string };

/** Those with one of these kinds. */
export type AskedOf<K extends Asked['kind']> = Having<Asked, K>;
type Having<A extends Asked, K> = A extends Asked ? (A['kind'] & K extends never ? never : A) : never;
