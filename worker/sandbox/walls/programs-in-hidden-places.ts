/**
 * Finds what must be shown of hidden places so that programs there still run: the folders of the PATH, and the packages that links in them
 * lead to. A folder of programs is shown, never the home folder that it lies in.
 * Example: PATH `/home/ann/.nvm/v24/bin`, where `npm` leads to `../lib/node_modules/npm/…` → that folder, and `/home/ann/.nvm/v24/lib/node_modules`.
 */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { isHidden, type Places } from './places.ts';
import { isInOneOf, realPath } from './real-path.ts';

/** A folder or file that is shown read-only at a path. */
export interface ShownProgram {
  /** Without links. */
  readonly source: string;
  readonly at: string;
}

type Hiding = Pick<Places, 'hidden' | 'own' | 'shown'>;

/** Links followed from one program to the next. */
const mostLinks = 10;
/** Programs of a folder that are looked at. */
const mostPrograms = 5_000;

/** @param path the variable PATH */
export function programsOfPath(path: string, places: Hiding): ShownProgram[] {
  const folders = [...new Set(path.split(delimiter).filter(isAbsolute))];
  return distinct(folders.flatMap((folder) => [...show(folder, places), ...linksOf(folder, places)]));
}

/** @param program absolute path of a program that the operator named */
export const programItself = (program: string, places: Hiding): ShownProgram[] => distinct(follow(program, places));

function linksOf(folder: string, places: Hiding): ShownProgram[] {
  if (!mayBeHidden(folder, places) || isChangeable(folder, places)) return [];
  return entriesOf(folder).flatMap((name) => follow(join(folder, name), places));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .slice(0, mostPrograms)
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** Whether commands may write there: no link that one of them left is followed. */
function isChangeable(path: string, { shown }: Hiding): boolean {
  const real = realPath(dirname(path));
  const caches = shown.flatMap(({ source, at, writable }) => (writable ? [source, ...at] : []));
  return isInOneOf(path, caches) || (real !== undefined && isInOneOf(join(real, basename(path)), caches));
}

/** Shows the package of a program, and that of each program that it leads to. */
function follow(program: string, places: Hiding): ShownProgram[] {
  const shown: ShownProgram[] = [];
  let path: string | undefined = program;
  for (let links = 0; links < mostLinks && path !== undefined && mayBeHidden(path, places); links += 1) {
    if (isChangeable(path, places)) break;
    const prefix = packageOf(path, places);
    const seen = show(prefix, places);
    shown.push(...(seen.length > 0 ? seen : show(path, places)));
    const python = join(prefix, 'bin', 'python');
    if (python !== path && existsSync(join(prefix, 'pyvenv.cfg'))) shown.push(...follow(python, places));
    path = targetOf(path);
  }
  return shown;
}

/** What a link leads to, as its text says. */
function targetOf(path: string): string | undefined {
  try {
    return resolve(dirname(path), readlinkSync(path));
  } catch {
    return undefined;
  }
}

/** The folder that a program needs: all packages of Node.js beside it, a virtual environment of Python, a whole installation, or its folder. */
function packageOf(program: string, places: Hiding): string {
  const modules = program.indexOf('/node_modules/');
  if (modules !== -1) return program.slice(0, modules + '/node_modules'.length);
  const folder = dirname(program);
  const prefix = dirname(folder);
  if (basename(folder) !== 'bin') return folder;
  if (existsSync(join(prefix, 'pyvenv.cfg'))) return prefix;
  // Not ~/.local or ~/.cargo, which hold more than programs.
  const isOfHome = places.hidden.includes(dirname(prefix)) || places.hidden.includes(dirname(dirname(prefix)));
  return isOfHome || !existsSync(join(prefix, 'lib')) ? folder : prefix;
}

/** A path is seen inside where it is not hidden. It may also lead into a hidden place through a link. */
function mayBeHidden(path: string, places: Hiding): boolean {
  const real = realPath(path);
  return real !== undefined && (isHidden(path, places) || isHidden(real, places));
}

/** Nothing that is a hidden folder itself, or holds one, or holds what is the product's own. */
function show(path: string, places: Hiding): ShownProgram[] {
  const source = realPath(path);
  if (source === undefined || !mayBeHidden(path, places)) return [];
  const isTooMuch = [...places.hidden, ...places.own].some((each) => isInOneOf(each, [source]));
  if (isTooMuch || isInOneOf(source, places.own) || isPersonal(source, places)) return [];
  return [...new Set([source, path])].filter((at) => isHidden(at, places)).map((at) => ({ source, at }));
}

/** The home folder of a person: /home/ann. */
const isPersonal = (source: string, { hidden }: Hiding): boolean =>
  hidden.includes(dirname(source)) && basename(dirname(source)) === 'home';

function distinct(shown: readonly ShownProgram[]): ShownProgram[] {
  const seen = new Map(shown.map((each) => [each.at, each]));
  return [...seen.values()].filter(({ at }) => {
    const above = [...seen.keys()].filter((other) => other !== at);
    return !isInOneOf(at, above);
  });
}
