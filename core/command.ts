/**
 * What a person asks of a fleet: the kinds of commands, and what each of them says.
 * Invariant: a command is data about a wish; whether it fits is decided when a turn applies it (semantics 5).
 * Example: {kind: 'retry', only: 'lost', targets: null, …} asks for another attempt of each lost target.
 */
import type { Changes } from './ledger/settings.ts';

/** Who asked for something, and when. `at` in epoch ms. */
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

/** What a person asked for. */
export type Command = Asked &
  (
    | { readonly kind: 'pause' | 'abort' | 'cancel' }
    /** `seenFailed`: how many failures the caller was shown, counted as the policy counts. */
    | { readonly kind: 'continue'; readonly skipRemaining: boolean; readonly seenFailed: number }
    /** `targets`: ranges of ordinals, both ends included; null: all. `only` null: what failed or was lost, or all of `targets`. */
    | {
        readonly kind: 'retry';
        readonly only: RetryChoice | null;
        readonly targets: readonly (readonly [number, number])[] | null;
      }
    | { readonly kind: 'edit'; readonly changes: Changes }
  );
export type CommandOf<K extends Command['kind']> = Extract<Command, { kind: K }>;
export const commandKinds = ['pause', 'continue', 'abort', 'cancel', 'retry', 'edit'] as const;
