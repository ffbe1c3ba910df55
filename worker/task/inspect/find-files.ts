/**
 * Finds the files of a commit that paths and globs name, and what is named and cannot be read, each with the reason. No link is followed,
 * so nothing outside of the repository is read.
 * Example: ['tasks.md', '../secret', '*.txt'] → the file tasks.md, and the problems OUTSIDE and NO_MATCH.
 */
import { posix } from 'node:path';
import { inspectLimits } from '../../../contracts/inspect-params.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { plural } from '../../../core/text/plural.ts';
import { shorten } from '../../../core/text/shorten.ts';
import type { CommitEntry } from '../../git/entries-of-commit.ts';
import { matcherOf } from '../step/globs.ts';

type Code =
  'BINARY' | 'FOLDER' | 'LINK' | 'MISSING' | 'NO_MATCH' | 'NO_ROOM' | 'OUTSIDE' | 'SUBMODULE' | 'TOO_LARGE' | 'TOO_MANY_FILES';

export interface InspectProblem {
  readonly path: string;
  readonly code: Code;
  readonly message: string;
}

export interface FoundFiles {
  readonly files: readonly CommitEntry[];
  readonly problems: readonly InspectProblem[];
}

/** @param why follows the path in the message */
export function problemAt(path: string, code: Code, why: string): InspectProblem {
  const shown = plainLine(shorten(path));
  return { path: shown, code, message: `${shown} ${why}` };
}

export function findFiles(names: readonly string[], entries: ReadonlyMap<string, CommitEntry>): FoundFiles {
  const files = new Map<string, CommitEntry>();
  const problems = new Map<string, InspectProblem>();
  for (const [at, name] of names.entries()) {
    for (const entry of placesOf(name, entries)) {
      const found = 'code' in entry ? entry : checked(entry);
      if (files.size + problems.size >= inspectLimits.entries && !files.has(found.path)) {
        const more = tooMany(name, names.length - at - 1);
        return { files: [...files.values()], problems: [...problems.values(), more] };
      }
      if ('code' in found) problems.set(found.path, found);
      else files.set(found.path, found);
    }
  }
  return { files: [...files.values()], problems: [...problems.values()] };
}

function tooMany(name: string, after: number): InspectProblem {
  const rest = after > 0 ? `, and ${plural(after, 'name')} after it` : '';
  return problemAt(name, 'TOO_MANY_FILES', `has more files than were read${rest}: ${inspectLimits.entries} paths are the most.`);
}

/** What stands at a path, or all that a glob matches. */
function placesOf(name: string, entries: ReadonlyMap<string, CommitEntry>): readonly (CommitEntry | InspectProblem)[] {
  if (posix.isAbsolute(name) || name.split(/[/\\]/).includes('..')) {
    return [problemAt(name, 'OUTSIDE', 'leads out of the repository: name paths in it, without a leading / and "..".')];
  }
  const path = posix.normalize(name).replace(/\/$/, '');
  const entry = entries.get(path);
  if (entry) return [entry];
  if (/[*?{[]/.test(path)) return matchesOf(path, entries);
  const parts = path.split('/');
  const link = parts.map((_, count) => parts.slice(0, count).join('/')).find((folder) => entries.get(folder)?.kind === 'link');
  if (link !== undefined) return [problemAt(name, 'LINK', `leads through ${link}, which is a link, and no link is followed.`)];
  return [problemAt(name, 'MISSING', 'is not in the branch.')];
}

function matchesOf(glob: string, entries: ReadonlyMap<string, CommitEntry>): readonly (CommitEntry | InspectProblem)[] {
  const matches = matcherOf(glob);
  const found = [...entries.values()].filter(({ kind, path }) => kind !== 'folder' && matches(path));
  return found.length > 0 ? found : [problemAt(glob, 'NO_MATCH', 'matches no file of the branch.')];
}

function checked(entry: CommitEntry): CommitEntry | InspectProblem {
  const { kind, path, bytes } = entry;
  if (kind === 'folder') return problemAt(path, 'FOLDER', 'is a folder: name its files, for example with **.');
  if (kind === 'link') return problemAt(path, 'LINK', 'is a link, and no link is followed.');
  if (kind === 'submodule') return problemAt(path, 'SUBMODULE', 'is a submodule: look into its own repository.');
  if (bytes <= inspectLimits.fileBytes) return entry;
  const [size, most] = [bytes, inspectLimits.fileBytes].map((count) => count.toLocaleString('en-US'));
  return problemAt(path, 'TOO_LARGE', `has ${size ?? ''} bytes, and ${most ?? ''} are the most.`);
}
