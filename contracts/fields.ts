import * as z from 'zod';
import { limits } from './limits.ts';

/** `owner/name`, without `.` and `..` as either part (the task platform's own pattern). */
export const repoPattern = /^(?!\.+\/)[a-zA-Z0-9._-]+\/(?!\.+$)[a-zA-Z0-9._-]+$/;
export const repoName = z.string().regex(repoPattern, 'must be owner/name, for example acme/payments');

export const mapKey = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const mapValue = z.union([z.string().max(limits.mapValue), z.number(), z.boolean()]);

/** `params` and `vars`: values that reach the work by variable, never by string. */
export const valueMap = z
  .record(z.string().regex(mapKey, 'must start with a letter or _ and hold letters, digits and _ only, 64 at most'), mapValue)
  .refine((map) => Object.keys(map).length <= limits.mapEntries, `must have ${limits.mapEntries} entries at most`)
  .refine((map) => new TextEncoder().encode(JSON.stringify(map)).length <= limits.mapBytes, 'must be 64 KiB at most as JSON');
export type ValueMap = z.infer<typeof valueMap>;

/** A command that must exit 0 in the sandbox after the work. */
export const verifier = z.strictObject({
  name: z.string().min(1).max(64),
  command: z.array(z.string().min(1)).min(1).max(limits.argv),
});
export const verifiers = z.array(verifier).max(limits.verifiers);

export const pullRequestSettings = z.strictObject({
  branch_prefix: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$/,
      'must start with a letter or digit and hold letters, digits, . _ / -, 60 at most',
    )
    .optional(),
  title: z.string().min(1).max(limits.pullRequestTitle).optional(),
  body: z.string().max(limits.pullRequestBody).optional(),
  labels: z.array(z.string().min(1)).max(limits.pullRequestLabels).optional(),
  draft: z.boolean().optional(),
});

export const timeoutSeconds = z.number().int().min(60).max(30_600);
export const defaultTimeoutS = 3_600;
export const maxTurns = z.number().int().min(1).max(500);
export const isoTime = z.iso.datetime();
