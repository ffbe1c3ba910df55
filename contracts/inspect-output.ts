/** What a task of the workflow `repo/inspect-v1` prints (semantics 16): files of a branch, and what of the named ones could not be read. */
import * as z from 'zod';

const inspectedFile = z.object({
  path: z.string(),
  /** As the repository has it. */
  bytes: z.number(),
  /** Known secrets are masked. */
  content: z.string(),
});
export type InspectedFile = z.infer<typeof inspectedFile>;

/** The reader may be older than the worker: a code that it does not know has a message all the same. */
const inspectProblem = z.object({ path: z.string(), code: z.string(), message: z.string() });

export const inspectOutput = z.object({
  repo: z.string().nullable(),
  branch: z.string(),
  commit: z.string(),
  files: z.array(inspectedFile).readonly(),
  problems: z.array(inspectProblem).readonly(),
});
export type InspectOutput = z.infer<typeof inspectOutput>;
