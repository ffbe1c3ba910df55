/** Recognises a Copilot Orchestrator plan among other requests: somewhere it has a job with a `producer_id`, which no fleet has. */
import { limits } from '../../../contracts/limits.ts';

export const isCopilotPlan = (value: unknown): boolean => hasJob(value, 0);

function hasJob(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > limits.groupDepth) return false;
  // Any object may have these two keys, with values of any type.
  const { jobs, groups } = value as { readonly jobs?: unknown; readonly groups?: unknown };
  const inner: readonly unknown[] = Array.isArray(groups) ? groups : [];
  return (Array.isArray(jobs) && jobs.some(isJob)) || inner.some((group) => hasJob(group, depth + 1));
}

const isJob = (job: unknown): boolean => typeof job === 'object' && job !== null && Object.hasOwn(job, 'producer_id');
