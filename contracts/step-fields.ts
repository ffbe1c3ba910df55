import * as z from 'zod';
import { keptForReview } from './change.ts';

/** What a fleet gives the task of an attempt, where it has steps, heals or reviews, or a person gave the attempt other words. */
export const stepFields = z
  .object({
    /** `branch`: the work starts from the tip of its branch, if there is one. Absent: from the base. */
    start: z.literal('branch'),
    /** Earlier attempts at the target that were LOST: their commits at the tip are dropped, as those of this attempt are. */
    lost_attempts: z.array(z.number().int().positive()),
    /** Whether an attempt that failed after its work began commits and pushes what it changed. */
    keep_failed: z.boolean(),
    /** Whether the repository's build_command runs. Absent: it does. */
    build: z.union([z.boolean(), z.literal('last_batch')]),
    expects: z.array(z.string()),
    unless_exists: z.array(z.string()),
    /** `done`: batches of the step that were done before. `only`: the tasks that a heal may work on. */
    batches: z.object({
      file: z.string(),
      size: z.number(),
      done: z.number().int().nonnegative(),
      /** Attempts that the target has left after this one: more batches than that are refused before any work. */
      attempts_left: z.number().int().nonnegative(),
      only: z.array(z.string()).exactOptional(),
    }),
    /** Text that the description takes for {{batch.…}}: the description holds them, and the worker fills them in. */
    context: z.string(),
    /** Of a heal: what failed, and what is left. */
    heal_context: z.string(),
    hint: z.string(),
    /** Whether the pull request is a draft until the task succeeds (`draft`), and made ready then (`ready`), or left as it is (absent). */
    review_state: z.enum(['draft', 'ready']),
    /**
     * The work is pushed to a ref of its own, and kept there for a review: no branch, no pull request. With `start: branch` it goes on with
     * that ref.
     */
    keep_for_review: z.literal(true),
    /** What persons said in reviews of this target, oldest first; the last one comes first in the prompt of the attempt that it began. */
    steering: z.array(z.string()),
    /** Of an attempt that publishes: what was approved. No agent runs; exactly these commits are pushed to the branch and proposed. */
    publish: keptForReview,
    /** Of a merge: the commit that the branch must have. Absent: whatever it has. */
    expected_commit: z.string(),
  })
  .partial();
export type StepFields = z.infer<typeof stepFields>;
