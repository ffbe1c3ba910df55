/** The paths of all keys of JSON data, sorted: `a.b`, and `[].a` for the elements of a list. */
export function keysOf(data: unknown, at = ''): string[] {
  if (Array.isArray(data)) return unique(data.flatMap((element) => keysOf(element, `${at}[]`)));
  if (typeof data !== 'object' || data === null) return at === '' ? [typeof data] : [];
  const separator = at === '' ? '' : '.';
  return unique(
    Object.entries(data).flatMap(([key, value]) => [`${at}${separator}${key}`, ...keysOf(value, `${at}${separator}${key}`)]),
  );
}

const unique = (paths: readonly string[]): string[] => [...new Set(paths)].sort();
