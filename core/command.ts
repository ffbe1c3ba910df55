/**
 * The commands that a person gives to a fleet, as data.
 * Invariant: a command only states a wish; whether it fits is decided when a turn applies it (semantics 5).
 * Example: {kind: 'retry', only: 'lost', targets: null, …} asks for another attempt of each lost target.
 */
import type { Changes } from './settings.ts';

/** Common to all commands: the person, the time (epoch ms), and the state of the fleet that the person saw. */
interface Asked {
  readonly id: string;
  readonly actorId: string;
  readonly reason: string | null;
  readonly at: number;
  readonly generation: number;
  readonly expectRevision: number | null;
}

export const retryChoices = ['failed', 'lost', 'cancelled', 'skipped'] as const;
export type RetryChoice = (typeof retryChoices)[number];

export type Command = Asked &
  (
    | { readonly kind: 'pause' | 'abort' | 'cancel' }
    /**
     * `seenFailed`: how many failures the caller was shown, counted as the policy counts. `seenGate`: the last arrival at a gate that the
     * caller was shown (`lastArrival` of the ledger); targets that came later wait on. Absent: none. `passOver`: the step behind the gate is
     * passed over.
     */
    | {
        readonly kind: 'continue';
        readonly skipRemaining: boolean;
        readonly seenFailed: number;
        readonly seenGate?: number;
        readonly passOver?: boolean;
      }
    /**
     * `targets`: ranges of ordinals, both ends included; null: of all. `only`: those that ended so; null: those that failed or were
     * lost, or all that `targets` has.
     */
    | {
        readonly kind: 'retry';
        readonly only: RetryChoice | null;
        readonly targets: readonly (readonly [number, number])[] | null;
        /** Whether targets that were blocked because of the retried ones wait again. */
        readonly resetBlocked: boolean;
        /** The step to go on with, as its place in the settings. Absent: the one at which each target ended. */
        readonly fromStep?: number;
        /** The item of the command has other words for the attempts. `budgetUsd`: what each of them may cost; null: as without the words. */
        readonly words?: { readonly budgetUsd: number | null };
        /** Why an exclusive fleet that has ended may not be opened again: another one has a repository. Absent: it may. */
        readonly conflict?: string;
      }
    /** Ends or skips single targets, all or none of them: ranges of ordinals, both ends included. */
    | { readonly kind: TargetCommandKind; readonly targets: readonly (readonly [number, number])[] }
    /**
     * Opens the gates at which these targets wait, of all or of none: ranges of ordinals, both ends included. `seenGate`: as for a
     * continue, but that of a target that came later is refused. Absent: what has come before the approval was given.
     */
    | {
        readonly kind: 'approve';
        readonly targets: readonly (readonly [number, number])[];
        readonly seenGate?: number;
        readonly passOver?: boolean;
      }
    /**
     * Rejects what these targets, which wait for a review, have made: of all or of none. Ranges and `seenGate` are those of an approval.
     */
    | { readonly kind: 'reject'; readonly targets: readonly (readonly [number, number])[]; readonly seenGate?: number }
    /**
     * Lets targets that wait for a review work on: of all or of none. Ranges and `seenGate` are those of an approval. The item of the command
     * has the words.
     */
    | { readonly kind: 'steer'; readonly targets: readonly (readonly [number, number])[]; readonly seenGate?: number }
    /** Answers the question of one target: ranges that hold exactly one ordinal. The item of the command has the text. */
    | { readonly kind: 'answer'; readonly targets: readonly (readonly [number, number])[] }
    | { readonly kind: 'edit'; readonly changes: Changes }
  );
export type CommandOf<K extends Command['kind']> = Extract<Command, { kind: K }>;
export const targetCommandKinds = ['cancel_targets', 'skip_targets', 'fail_targets'] as const;
export type TargetCommandKind = (typeof targetCommandKinds)[number];
export const commandKinds = [
  'pause',
  'continue',
  'abort',
  'cancel',
  'retry',
  'edit',
  ...targetCommandKinds,
  'answer',
  'approve',
  'reject',
  'steer',
] as const;
