/**
 * The params of the workflow `coding/merge-v1`. Others are ignored, because a step has the params of its fleet too.
 * Example: {method: "squash"} → {method: "squash", checks: "required"}.
 */
import * as z from 'zod';

export const mergeMethods = ['merge', 'squash', 'rebase'] as const;
export type MergeMethod = (typeof mergeMethods)[number];

const mergeParams = z.object({
  method: z.enum(mergeMethods, `must be one of ${mergeMethods.join(', ')}`).default('merge'),
  /** Whether the checks of the commit must have passed. */
  checks: z.enum(['required', 'ignore'], 'must be required or ignore').default('required'),
});
export type MergeParams = z.infer<typeof mergeParams>;

/** One that does not fit: its name, and a sentence that begins with it. */
export interface WrongParam {
  readonly name: string;
  readonly message: string;
}

export type ReadMergeParams =
  { readonly ok: true; readonly value: MergeParams } | { readonly ok: false; readonly problems: readonly WrongParam[] };

/** @param params those of a task, or of a fleet or step */
export function readMergeParams(params: Readonly<Record<string, unknown>>): ReadMergeParams {
  const parsed = mergeParams.safeParse(params);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => {
    const name = path.join('.');
    return { name, message: `params.${name} ${message}.` };
  });
  return { ok: false, problems };
}

/** What is wrong with the params of a workflow that merges; nothing for any other. */
export function wrongMergeParams(
  workflow: { readonly merges: boolean } | undefined,
  params: Readonly<Record<string, unknown>>,
): readonly WrongParam[] {
  const read = workflow?.merges ? readMergeParams(params) : undefined;
  return read?.ok === false ? read.problems : [];
}
