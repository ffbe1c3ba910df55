/** What a target depends on: its own dependencies and those of all groups that it is in. */
interface Dependency {
  readonly path: string;
  readonly optional: boolean;
}

/**
 * Its own first, then those of its groups from the inside out, each path once. One that is required anywhere is required.
 * @param group the path of its group; `default`: none
 * @param ofGroups by the path of a group
 */
export function allDependencies(
  own: readonly Dependency[],
  group: string,
  ofGroups: ReadonlyMap<string, readonly Dependency[]>,
): Dependency[] {
  const optional = new Map<string, boolean>();
  for (const each of [own, ...around(group).map((path) => ofGroups.get(path) ?? [])].flat()) {
    optional.set(each.path, each.optional && (optional.get(each.path) ?? true));
  }
  return [...optional].map(([path, isOptional]) => ({ path, optional: isOptional }));
}

/** The paths of a group and of all groups around it, from the inside out. */
function around(group: string): string[] {
  const names = group.split('/');
  return names.map((_, out) => names.slice(0, names.length - out).join('/'));
}
