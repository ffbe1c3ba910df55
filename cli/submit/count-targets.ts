/** Counts the repositories that a request names, to decide whether to ask before a large fleet. */
/** Counts nested groups too. A part of another form counts as 0: the API reports what is wrong with it. */
export function countTargets(body: object): number {
  // Any object may have these two keys, with values of any type.
  const { targets, groups } = body as { readonly targets?: unknown; readonly groups?: unknown };
  const own = Array.isArray(targets) ? targets.length : 0;
  const inner: unknown[] = Array.isArray(groups) ? groups : [];
  return inner.reduce<number>((sum, group) => sum + (typeof group === 'object' && group !== null ? countTargets(group) : 0), own);
}
