/** The columns of `repo import`, and the sentences below them. */
import type { RepoImportReport } from '../../../contracts/http/repo-import.ts';
import { renderRows, type RowFormat, type Rows } from './rows.ts';
import type { View } from '../view.ts';

type Told = RepoImportReport['repos'][number];
type Change = Told['changes'][number];

interface ImportedRow {
  readonly repo: string;
  readonly result: string;
  readonly changes: readonly Change[];
  readonly kept: readonly string[];
}

/** A table leaves out what is unchanged, and sentences follow it. The other formats have every repository. */
export async function renderImport(report: RepoImportReport, format: RowFormat, view: View): Promise<string> {
  const rows = rowsOf(report);
  if (format === 'csv') return await renderRows(rows, importRows, format, view);
  if (format === 'name') return await renderRows(rows.filter(isActive), importRows, format, view);
  const table = await renderRows(format === 'wide' ? rows : rows.filter(isWorthALine), importRows, format, view);
  return [...(table === '' ? [] : [table, '']), ...sentencesOf(report)].join('\n');
}

/** What was imported, then what is gone. */
const rowsOf = ({ repos, gone }: RepoImportReport): readonly ImportedRow[] => [
  ...repos,
  ...gone.map(({ repo, removed }) => ({ repo, result: removed ? 'gone, removed' : 'gone', changes: [], kept: [] })),
];

const isActive = ({ result }: ImportedRow): boolean => ['new', 'changed', 'unchanged'].includes(result);
const isWorthALine = ({ result, kept }: ImportedRow): boolean => result !== 'unchanged' || kept.length > 0;

const importRows: Rows<ImportedRow> = {
  columns: [
    { title: 'REPO', value: ({ repo }) => repo },
    { title: 'RESULT', value: ({ result }) => result },
    { title: 'CHANGES', cut: 'end', value: ({ changes }) => changes.map(textOf).join(', ') || '-' },
    { title: 'KEPT', cut: 'end', value: ({ kept }) => kept.join(', ') || '-' },
  ],
  name: ({ repo }) => repo,
  none: '',
};

function textOf({ field, from, to }: Change): string {
  if (from === to) return `${field}: another login`;
  return `${field}: ${shown(from)} → ${shown(to)}`;
}

const shown = (value: Change['from']): string => (value === null ? '(none)' : value === '' ? '""' : String(value));

/** Example: `4 repositories: 1 new, 3 unchanged.` */
function sentencesOf({ repos, gone, counts, dry_run: isDry }: RepoImportReport): string[] {
  const parts = (['new', 'changed', 'unchanged', 'removed'] as const).filter((result) => counts[result] > 0);
  const all = repos.length === 1 ? '1 repository' : `${repos.length} repositories`;
  const counted = parts.length === 0 ? '' : `: ${parts.map((result) => `${counts[result]} ${result}`).join(', ')}`;
  return [
    `${isDry ? 'Dry run, nothing was changed. ' : ''}${all}${counted}.`,
    ...(counts.removed > 0 ? ['removed: a person removed it, and it stays removed. "bgagent repo onboard" brings it back.'] : []),
    ...(repos.some(({ kept }) => kept.length > 0) ? ['KEPT: a person set it, and the source says something else.'] : []),
    ...(gone.length > 0 ? [goneSentence(gone)] : []),
  ];
}

function goneSentence(gone: RepoImportReport['gone']): string {
  const are = gone.length === 1 ? '1 repository is' : `${gone.length} repositories are`;
  return gone.every(({ removed }) => removed)
    ? `${are} gone from the source, and removed: new tasks cannot use ${gone.length === 1 ? 'it' : 'them'}.`
    : `${are} gone from the source. Remove what is gone with --remove-gone.`;
}
