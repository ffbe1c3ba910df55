/**
 * Takes what can be planned out of a body that the schema refuses: its targets and groups without their bad parts. A target that
 * cannot be planned at all keeps its name, so that references to it do not look wrong.
 */
import type { DependencyEntry, GroupEntry, PlacedEntry } from '../../../../core/plan/plan-spec.ts';
import { limits } from '../../../../contracts/limits.ts';
import { dependencyRequest, targetRequest } from '../../../../contracts/http/submit.ts';
import { dependencyEntry, placed } from './place-targets.ts';

type Fields = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object without the keys that have a problem in or below them. */
export const without = (object: Fields, at: string, bad: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !isBad(`${at}/${key}`, bad)));

const isBad = (place: string, bad: readonly string[]): boolean =>
  bad.some((path) => path.startsWith(place) && (path.length === place.length || path[place.length] === '/'));

export interface Salvaged {
  readonly entries: readonly PlacedEntry[];
  readonly groups: readonly GroupEntry[];
  /** The paths of targets that cannot be planned. */
  readonly elsewhere: ReadonlyMap<string, null>;
  /** Whether there may be targets or groups whose names are not known. */
  readonly namesAreLost: boolean;
}

interface Search {
  readonly bad: readonly string[];
  readonly elsewhere: Map<string, null>;
  namesAreLost: boolean;
}

/** A group, or the body, with its JSON Pointer and its path. */
interface Place {
  readonly holder: Fields;
  readonly at: string;
  readonly path: string;
}

/** @param bad the JSON Pointers of the schema's problems */
export function salvage(raw: Fields, bad: readonly string[]): Salvaged {
  const search: Search = { bad, elsewhere: new Map(), namesAreLost: false };
  const root = { holder: raw, at: '', path: '' };
  const entries = salvageTargets(search, root);
  return { entries, groups: salvageGroups(search, root), elsewhere: search.elsewhere, namesAreLost: search.namesAreLost };
}

function listIn(search: Search, { holder }: Place, key: 'targets' | 'groups'): readonly unknown[] {
  const list = holder[key];
  if (Array.isArray(list) && list.length <= limits.targets) return list;
  if (list !== undefined && list !== null) search.namesAreLost = true;
  return [];
}

const salvageTargets = (search: Search, place: Place): PlacedEntry[] =>
  listIn(search, place, 'targets').flatMap((target, index) =>
    salvageTarget(search, target, { at: `${place.at}/targets/${index}`, path: place.path }),
  );

function salvageTarget(search: Search, target: unknown, { at, path }: Pick<Place, 'at' | 'path'>): PlacedEntry[] {
  const left = isObject(target) ? without(target, at, search.bad) : target;
  const read = targetRequest.safeParse(left);
  if (isBad(`${at}/id`, search.bad)) search.namesAreLost = true;
  if (!read.success) {
    keepName(search, target, path);
    return [];
  }
  const { pointer, entry } = placed(read.data, at);
  return [{ pointer, entry: { ...entry, dependsOn: isObject(target) ? salvageDependencies(target) : [] } }];
}

/** The good ones, each with its own place in the list. */
function salvageDependencies(holder: Fields): DependencyEntry[] {
  const list: unknown = holder['depends_on'];
  if (!Array.isArray(list) || list.length > limits.dependencies) return [];
  return list.flatMap((each, at) => {
    const read = dependencyRequest.safeParse(each);
    return read.success ? [dependencyEntry(read.data, at)] : [];
  });
}

function keepName(search: Search, target: unknown, path: string): void {
  const given = isObject(target) ? (target['id'] ?? target['repo']) : target;
  if (typeof given !== 'string') search.namesAreLost = true;
  else search.elsewhere.set(`${path}${given.slice(given.indexOf('/') + 1)}`, null);
}

/** Groups by their names, with the targets and groups in them, and the settings in which a plan may find a problem. */
function salvageGroups(search: Search, place: Place): GroupEntry[] {
  return listIn(search, place, 'groups').flatMap((group, index) => {
    if (!isObject(group) || typeof group['name'] !== 'string') {
      search.namesAreLost = true;
      return [];
    }
    const { name } = group;
    const inside = { holder: group, at: `${place.at}/groups/${index}`, path: `${place.path}${name}/` };
    const [targets, groups] = [salvageTargets(search, inside), salvageGroups(search, inside)];
    const dependsOn = salvageDependencies(group);
    const { max_concurrency: most, sandbox } = group;
    const settings = {
      maxConcurrency: typeof most === 'number' ? most : null,
      needsApproval: false,
      shared: sandbox === 'shared',
    };
    return [{ pointer: inside.at, name, targets, groups, dependsOn, ...settings }];
  });
}
