/** How the targets of a fleet, and one of them, stand with its steps, as the API shows it (docs/openapi.json). */
import * as z from 'zod';
import { isoTime } from '../fields.ts';
import { batchReport } from '../steps.ts';

const count = z.number().int().nonnegative();

/** How the targets of a fleet stand with one of its steps: how many. */
export const stepCounts = z
  .object({ name: z.string(), pending: count, running: count, waiting: count, done: count, failed: count })
  .meta({
    id: 'FleetStep',
    description: 'Targets by how they stand with this step. `done`: past it, whether they did it or it was skipped.',
  });
export type StepCounts = z.infer<typeof stepCounts>;

/** How a target stands with one of its steps. */
export const stepView = z
  .object({
    name: z.string(),
    status: z.enum(['pending', 'running', 'waiting', 'done', 'skipped', 'failed']),
    /** Whether an attempt at it was a heal. */
    healed: z.boolean(),
    /** Of the last attempt that told it; null: the step has no batches, or none was told. */
    batch: batchReport.nullable(),
    /** Numbers of its attempts. */
    attempts: z.array(count),
    /** Null: not known. */
    cost_usd: z.number().nullable(),
    started_at: isoTime.nullable(),
    finished_at: isoTime.nullable(),
  })
  .meta({ id: 'TargetStep' });
export type StepView = z.infer<typeof stepView>;
