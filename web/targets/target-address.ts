/** The address of a fleet's page with a target beside it. */

/** @param path null: no target is open. What else is in the query stays, but the attempt, which belongs to one target. */
export function withTarget(before: URLSearchParams, path: string | null): URLSearchParams {
  const after = new URLSearchParams(before);
  after.delete('attempt');
  if (path === null) after.delete('target');
  else after.set('target', path);
  return after;
}
