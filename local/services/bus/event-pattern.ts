/**
 * Matches events against EventBridge patterns. Every field of a pattern must match, by any entry of its list.
 * Example: {source: ["a", "b"]} matches {source: "b"}.
 */
import { isList, isObject, type Json, type JsonObject } from '../../template/json.ts';

/** Whether a value matches an operator with its argument. Undefined: the event does not have the field. */
type Match = (value: Json | undefined, argument: Json) => boolean;

const operators: Readonly<Record<string, Match>> = {
  prefix: (value, argument) => typeof value === 'string' && typeof argument === 'string' && value.startsWith(argument),
  suffix: (value, argument) => typeof value === 'string' && typeof argument === 'string' && value.endsWith(argument),
  'equals-ignore-case': (value, argument) =>
    typeof value === 'string' && typeof argument === 'string' && value.toLowerCase() === argument.toLowerCase(),
  exists: (value, argument) => (value !== undefined) === argument,
  'anything-but': (value, argument) => value !== undefined && !asList(argument).includes(value),
};

/** A sentence, with the path of the field, for each part of a pattern that the runtime cannot match. */
export function unsupportedInPattern(pattern: JsonObject, path = ''): string[] {
  return Object.entries(pattern).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`;
    if (key.startsWith('$')) return [`${here} is not supported`];
    if (isObject(value)) return unsupportedInPattern(value, here);
    if (!isList(value)) return [`${here} must be a list or an object`];
    return value.flatMap((entry) => unsupportedEntry(entry, here));
  });
}

function unsupportedEntry(entry: Json, path: string): string[] {
  if (!isObject(entry)) return [];
  const known = Object.entries(entry).every(
    ([name, argument]) =>
      Object.hasOwn(operators, name) && asList(argument).every((item) => typeof item !== 'object' || item === null),
  );
  return known ? [] : [`${path}: ${JSON.stringify(entry)} is not supported`];
}

export function matchesPattern(pattern: JsonObject, event: JsonObject): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const value = event[key];
    if (isObject(wanted)) return matchesPattern(wanted, isObject(value) ? value : {});
    return asList(wanted).some((entry) => matchesEntry(entry, value));
  });
}

/** A field that is a list matches when one of its values does. */
function matchesEntry(entry: Json, value: Json | undefined): boolean {
  const candidates = isList(value) && value.length > 0 ? value : [value];
  return candidates.some((candidate) => {
    if (!isObject(entry)) return candidate === entry;
    return Object.entries(entry).every(([name, argument]) => operators[name]?.(candidate, argument) ?? false);
  });
}

function asList(value: Json): readonly Json[] {
  return isList(value) ? value : [value];
}
