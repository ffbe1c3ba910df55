/** The columns of a file with repositories to be onboarded, as `repo import` reads it. */
import { nearestWord } from '../nearest-word.ts';

export const textColumns = ['clone_url', 'default_branch', 'build_command', 'lint_command'] as const;
export const numberColumns = ['max_turns', 'max_budget_usd'] as const;

const columns = ['repo', ...textColumns, ...numberColumns, 'tags'] as const;
/** Of one tag, such as `tag.team`. */
export const tagPrefix = 'tag.';
export const isTagColumn = (name: string): boolean => name.startsWith(tagPrefix) && name.length > tagPrefix.length;

/** One of these names the repository of a row. */
export const namingColumns = ['repo', 'clone_url'] as const;

/** `Clone URL` and `clone-url` are `clone_url`. The key of a tag keeps its case. */
export function nameOfColumn(column: string): string {
  if (/^tag\./i.test(column)) return `${tagPrefix}${column.slice(tagPrefix.length)}`;
  const name = column.toLowerCase().replaceAll(/[ -]/g, '_');
  return columns.some((known) => known === name) ? name : column;
}

/** What is wrong with the name of a column; undefined for one that is known. */
export function problemOfColumn(name: string): string | undefined {
  if (isTagColumn(name) || columns.some((known) => known === name)) return undefined;
  if (name === '') return 'a column has no name';
  const meant = nearestWord(name.toLowerCase(), columns);
  const hint =
    meant === undefined ? `write ${tagPrefix}${name} for a tag; the others are ${columns.join(', ')}` : `did you mean ${meant}?`;
  return `there is no column "${name}": ${hint}`;
}
