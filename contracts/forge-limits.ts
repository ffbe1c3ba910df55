/**
 * The setting `forges`: the writes that a forge allows one token, all workers together. A write is a request that makes a pull request
 * or sets its labels.
 */
import * as z from 'zod';
import { boundedList } from './bounded.ts';

/** Forges in the list: more than an installation has. */
const most = 100;

const writes = z
  .number('must be a number of writes, or null for no such limit')
  // Not `int`, which would hide the problems that are looked for after it.
  .refine(Number.isInteger, 'must be a whole number of writes')
  .positive('must be 1 or more: with 0, no task would ever begin; leave the limit out where there is none')
  .nullable()
  .default(null);

const forgeLimit = z.strictObject({
  /** As in worker.yaml, with its port where it has one there. Compared in lower case. */
  host: z
    .string()
    .max(260)
    .regex(/^[^\s/@]+$/, 'must be the host of a forge, such as git.acme.example')
    .toLowerCase(),
  writes_per_minute: writes,
  writes_per_hour: writes,
});
export type ForgeLimit = z.infer<typeof forgeLimit>;

/** What GitHub allows by its documentation: "Rate limits for the REST API", secondary limits on requests that make content. */
const published: ForgeLimit = { host: 'github.com', writes_per_minute: 80, writes_per_hour: 500 };

/** A host that is not in the list has no limit. github.com has the published ones, unless the list names it. */
export const forgeLimits = boundedList(forgeLimit, most)
  .superRefine((list, context) => {
    for (const [at, { host }] of list.entries()) {
      const first = list.findIndex((other) => other.host === host);
      if (first === at) continue;
      context.addIssue({ code: 'custom', path: [at, 'host'], message: `${host} is given twice: it is at ${first} too` });
    }
  })
  .transform((list) => (list.some(({ host }) => host === published.host) ? list : [...list, published]));
