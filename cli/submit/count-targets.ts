/** How many repositories a body names, in its groups too; what cannot be counted is not: the API says what is wrong with it. */
export function countTargets(body: object): number {
  // Every key of an object can be read: a missing one is undefined.
  const { targets, groups } = body as { readonly targets?: unknown; readonly groups?: unknown };
  const own = Array.isArray(targets) ? targets.length : 0;
  const inner: unknown[] = Array.isArray(groups) ? groups : [];
  return inner.reduce<number>((sum, group) => sum + (typeof group === 'object' && group !== null ? countTargets(group) : 0), own);
}
