/** The sizes of the parts of a runtime's folder. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderFigures {
  /** Table files (`*.ldb`). */
  readonly files: number;
  /** MB; so are logs and events. */
  readonly tables: number;
  readonly logs: number;
  readonly events: number;
}

export async function folderFigures(dir: string): Promise<FolderFigures> {
  const tables = join(dir, 'tables');
  const names = await readdir(tables);
  return {
    files: names.filter((name) => name.endsWith('.ldb')).length,
    tables: await megabytes(tables, names),
    logs: await megabytes(join(dir, 'logs'), await readdir(join(dir, 'logs'))),
    events: await megabytes(dir, ['events.jsonl']),
  };
}

/** A file that is missing counts as 0: it may be removed meanwhile, or not exist yet. */
async function megabytes(folder: string, names: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}
