import * as z from 'zod';
import { defaultSettings } from '../core/settings.ts';
import { boundedList, boundedMap, unsafeKey } from './bounded.ts';
import { limits } from './limits.ts';

/** `owner/name`, without `.` and `..` as either part (the task platform's own pattern). */
export const repoPattern = /^(?!\.+\/)[a-zA-Z0-9._-]+\/(?!\.+$)[a-zA-Z0-9._-]+$/;
export const repoName = z
  .string()
  .max(limits.repoName, `must have at most ${limits.repoName} characters`)
  .regex(repoPattern, 'must be owner/name, for example acme/payments');

const mapKey = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** Whether a value of `params` and `vars` may be called so. */
export const isMapKey = (key: string): boolean => mapKey.test(key) && key !== unsafeKey;
const mapValue = z.union([z.string().max(limits.mapValue), z.number(), z.boolean()]);

/** `params` and `vars`: values that reach the work by variable, never by string. */
export const valueMap = boundedMap(
  z.string().regex(mapKey, 'must start with a letter or _ and hold letters, digits and _ only, 64 at most'),
  mapValue,
  limits.mapEntries,
).refine((map) => new TextEncoder().encode(JSON.stringify(map)).length <= limits.mapBytes, 'must be 64 KiB at most as JSON');
export type ValueMap = z.infer<typeof valueMap>;

/** A command that must exit 0 in the sandbox after the work. */
export const verifier = z.strictObject({
  name: z.string().min(1).max(64),
  command: boundedList(z.string().min(1), limits.argv).min(1),
});
export const verifiers = boundedList(verifier, limits.verifiers);

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
  labels: boundedList(z.string().min(1), limits.pullRequestLabels).optional(),
  draft: z.boolean().optional(),
});

export const timeoutSeconds = z.number().int().min(60).max(30_600);
/** Running time of a task that belongs to no fleet, where none is given: as that of an attempt of a fleet. */
export const defaultTimeoutS = defaultSettings.timeoutS;
/** What a limit in words is worth. */
export const toldToAgent = 'Told to the agent, not enforced: nothing ends it when it goes beyond.';
export const maxTurns = z.number().int().min(1).max(500);
export const isoTime = z.iso.datetime();
