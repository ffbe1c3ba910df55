/** What a submit would start, as the API shows it (docs/openapi.json). */
import * as z from 'zod';
import { skippedRepo } from '../fleet-records.ts';
import { shownReport } from '../report.ts';
import { selection } from '../selector.ts';
import { publishModes } from '../settings.ts';
import { shownDependency } from './fleet.ts';

/** Something in a valid plan that its caller should look at. */
export const planWarning = z.object({ path: z.string(), code: z.string(), message: z.string() });

export const planView = z
  .object({
    targets: z.array(
      z.object({
        path: z.string(),
        group: z.string(),
        repo: z.string().describe('The first one, where several share a sandbox.'),
        repos: z.array(z.string()).nullable().describe('The repositories that share a sandbox. Null: it has one.'),
        wave: z.number().int().positive(),
        depends_on: z.array(shownDependency).describe('Its own dependencies, and those of its groups.'),
      }),
    ),
    skipped: z.array(skippedRepo),
    selection: selection.nullable().describe('What the selector chose. Null: the request has none.'),
    warnings: z.array(planWarning),
    /** Paths by wave. A wave starts when the targets that it depends on have ended. */
    waves: z.array(z.array(z.string())),
    /** Paths in the order in which they start. */
    launch_order: z.array(z.string()),
    estimate: z.object({
      usd: z
        .object({ low: z.number().nullable(), expected: z.number().nullable(), high: z.number().nullable() })
        .describe(
          'Quartiles and median of what tasks of the same caller and workflow cost (of the same agent and model where the request names them), times the number of targets; not more than budget.fleet_usd. Null: not known.',
        ),
      basis: z.string().describe('Sentences that say where the numbers come from, and what they leave out.'),
    }),
    limits: z.object({
      max_concurrency: z.number(),
      timeout_s: z.number(),
      max_turns: z.number().nullable(),
      auto_retry_max: z.number(),
      /** Tasks of the caller that the task platform runs at the same time; 0: no cap. */
      user_task_cap: z.number(),
    }),
    steps: z
      .array(
        z.object({
          name: z.string(),
          workflow_ref: z.string(),
          gate: z.boolean().describe('Whether each target waits for a person before it.'),
          batches: z.object({ file: z.string(), size: z.number() }).nullable(),
        }),
      )
      .describe('The tasks that each target takes one after the other. Empty: one.'),
    publish: z.enum(publishModes).describe('review: a person looks at what each target made before its pull request is opened.'),
    report: shownReport,
    spec_hash: z.string(),
  })
  .meta({ id: 'Plan' });
export type PlanView = z.infer<typeof planView>;
