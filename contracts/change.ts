/**
 * What a task has changed: as its row and its attempt keep it in short, and what is kept of it for a review (semantics 27 and 28).
 * Example: {hash: "9f86d081…", files: 3, added: 40, removed: 12, bytes: 2310, cut: false}.
 */
import * as z from 'zod';

const count = z.number().int().nonnegative();

/** SHA-256, hexadecimal. */
export const changeHash = z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of a change: 64 hexadecimal digits');
/** The hash, or its first digits. */
export const changeHashStart = z
  .string()
  .regex(/^[0-9a-f]{8,64}$/, 'must be the hash of a change or of a group, or its first 8 digits or more');

/** The signature of a group of failures, or its first digits (semantics 29). */
export const signatureStart = z
  .string()
  .regex(/^[0-9a-f]{8,16}$/, 'must be the signature of a group of failures: 16 hexadecimal digits, or the first 8 or more');

export const changeSummary = z
  .object({
    hash: changeHash.describe('Equal for equal changes, wherever in their files they are.'),
    files: count,
    added: count.describe('Lines.'),
    removed: count.describe('Lines.'),
    bytes: count.describe('The whole diff, as UTF-8.'),
    cut: z.boolean().describe('Only the first 1 MiB of the diff is kept. The hash is that of all of it.'),
  })
  .meta({ id: 'ChangeSummary', description: 'What the branch of an attempt changes, beyond the branch that it was made from.' });
export type ChangeSummary = z.infer<typeof changeSummary>;

/** How a file was changed. `old_path`: of one that was renamed or copied. Lines are null for a binary file. */
export const fileChange = z
  .object({
    /** Of a shared sandbox, with the folder of its repository in front. */
    path: z.string(),
    old_path: z.string().nullable(),
    status: z.enum(['added', 'deleted', 'modified', 'renamed', 'copied', 'type_changed']),
    added: count.nullable(),
    removed: count.nullable(),
  })
  .meta({ id: 'FileChange' });
export type FileChange = z.infer<typeof fileChange>;

/** What is kept of a diff. */
export interface TaskDiff {
  /** The first of the files that were changed. */
  readonly files: readonly FileChange[];
  /** The first `limits.diffBytes` of the text, with secrets masked. */
  readonly text: string;
}

/** A check that ran after the work: what a pull request says of it. */
export const keptCheck = z.object({ name: z.string(), command: z.string(), passed: z.boolean(), said: z.string() });

/** The work of a task in one repository, pushed to a ref of its own, and not published yet. */
export const keptWork = z.object({
  repo: z.string(),
  /** The whole name of the ref, such as `refs/bgagent/review/bgagent/01K…/auth`; that of the branch where the host took no other. */
  ref: z.string(),
  commit: z.string(),
  checks: z.array(keptCheck),
});
export type KeptWork = z.infer<typeof keptWork>;

/** What a task keeps for a review: all that is needed to publish it later, without the work. */
export const keptForReview = z.object({
  work: z.array(keptWork),
  /** What the work said of its pull request (`pr_title`, `summary`). Null: nothing. */
  pr_title: z.string().nullable(),
  summary: z.string().nullable(),
});
export type KeptForReview = z.infer<typeof keptForReview>;
