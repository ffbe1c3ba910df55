/**
 * Reads from the name of a branch whose work it holds, where this product named it: `<prefix>/<fleet_id>/<path>` for a target, and
 * `<prefix>/<task_id>/<words>` for a single task. So the trailer of the commits on it is known (trailer.ts), and the branches of the
 * other targets of its fleet.
 * Example: `auto/01KAE5X0000000000000000001/lib/a` → the commits of target `01KAE5X0000000000000000001/lib/a`.
 */
export interface BranchOrigin {
  /** Of the fleet, or of the single task. */
  readonly id: string;
  /** Whether a commit whose trailer names this target was made for this branch. */
  isOf(target: string): boolean;
  /** The branch of another target of the same fleet, and of this one; undefined for a target of another fleet. */
  branchOf(target: string): string | undefined;
}

/** The id of a fleet or a task as a part of the name. */
const named = /^(?<prefix>(?:[^/]+\/)*?)(?<id>[0-7][0-9A-HJKMNP-TV-Z]{25})\/(?<rest>.+)$/;

/** @returns undefined for a branch that a person named */
export function originOfBranch(branch: string): BranchOrigin | undefined {
  const { prefix, id, rest } = named.exec(branch)?.groups ?? {};
  if (prefix === undefined || id === undefined || rest === undefined) return undefined;
  // The trailer of a single task is its id alone.
  const isOf = (target: string): boolean => target === `${id}/${rest}` || target === id;
  return {
    id,
    isOf,
    branchOf: (target) => (isOf(target) ? branch : target.startsWith(`${id}/`) ? `${prefix}${target}` : undefined),
  };
}
