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
    /** `seenFailed`: how many failures the caller was shown, counted as the policy counts. */
    | { readonly kind: 'continue'; readonly skipRemaining: boolean; readonly seenFailed: number }
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
      }
    /** Ends or skips single targets, all or none of them: ranges of ordinals, both ends included. */
    | { readonly kind: TargetCommandKind; readonly targets: readonly (readonly [number, number])[] }
    /** Answers the question of one target: ranges that hold exactly one ordinal. The item of the command has the text. */
    | { readonly kind: 'answer'; readonly targets: readonly (readonly [number, number])[] }
    | { readonly kind: 'edit'; readonly changes: Changes }
  );
export type CommandOf<K extends Command['kind']> = Extract<Command, { kind: K }>;
export const targetCommandKinds = ['cancel_targets', 'skip_targets', 'fail_targets'] as const;
export type TargetCommandKind = (typeof targetCommandKinds)[number];
export const commandKinds = ['pause', 'continue', 'abort', 'cancel', 'retry', 'edit', ...targetCommandKinds, 'answer'] as const;
