/**
 * Makes a recorded output the same on every machine: folders, ids, ports and durations are replaced. Long lists of names in events of
 * the type `system` (tools, skills, commands of Claude Code) are cut to their first three names; nothing else is left out.
 */
export interface Places {
  /** Absolute folders, by the name that stands for each. */
  readonly folders: Readonly<Record<string, string>>;
}

const id = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Ids of what the scripted model answered; it counts all of its answers. */
const answer = /\b(msg|toolu|call|fc|ctc|resp)_(\d{6})\b/g;
const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const durations = /(?:_ms|_ms_[a-z]+|^ms)$/;
const mostNames = 3;

/** @returns a function for the texts of one recording: the same id gets the same replacement in all of them */
export function normaliser({ folders }: Places): (text: string) => string {
  const ids = new Map<string, string>();
  const answers = new Map<string, string>();
  // Longer folders first: one may lie in another.
  const replaced = Object.entries(folders).sort(([, a], [, b]) => b.length - a.length);
  const plain = (text: string): string =>
    replaced
      .reduce((so, [name, folder]) => so.replaceAll(folder, name).replaceAll(dashed(folder), dashed(name)), text)
      .replaceAll(id, (found) => {
        const known = ids.get(found) ?? `00000000-0000-4000-8000-${String(ids.size + 1).padStart(12, '0')}`;
        ids.set(found, known);
        return known;
      })
      .replaceAll(answer, (_found, kind: string, number: string) => {
        const known = answers.get(number) ?? String(answers.size + 1);
        answers.set(number, known);
        return `${kind}_${known}`;
      })
      .replaceAll(instant, '2026-01-01T00:00:00.000Z')
      .replaceAll(/(?<=\/cc-socks\/)\d+/g, '1')
      .replaceAll(/(?<=127\.0\.0\.1:)\d+/g, '1');
  return (text) =>
    text
      .split('\n')
      .map((line) => plain(isEvent(line) ? normaliseEvent(line) : line))
      .join('\n');
}

/** As Claude Code names the folder of a project. */
const dashed = (folder: string): string => folder.replaceAll(/[^A-Za-z0-9]/g, '-');

const isEvent = (line: string): boolean => line.startsWith('{') && line.endsWith('}');

function normaliseEvent(line: string): string {
  // A line that has the form of an event is JSON: a line that is not fails the recording, so that a person looks at it.
  const event = JSON.parse(line) as { readonly type?: string } & Json;
  return JSON.stringify(
    replaceInJson(event, (key, value) => {
      if (typeof value === 'number' && durations.test(key)) return 0;
      const isList = event.type === 'system' && Array.isArray(value) && value.length > mostNames;
      return isList ? value.slice(0, mostNames) : value;
    }),
  );
}

/** Anything that JSON can hold. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Replaces the values of all keys, from the outside in. @param replace gets the key of an object, and its value */
function replaceInJson(value: Json, replace: (key: string, value: Json) => Json): Json {
  if (Array.isArray(value)) return value.map((each: Json) => replaceInJson(each, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaceInJson(replace(key, each), replace)]));
}
