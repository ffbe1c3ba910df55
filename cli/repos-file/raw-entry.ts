/** The entries and errors that each reader of a repos file returns. Line numbers start at 1, and an entry has the line where it starts. */
/** One entry of a repos file before its repository is checked. */
export interface RawEntry {
  readonly line: number;
  readonly repo: string;
  readonly vars: Readonly<Record<string, string | number | boolean>>;
}

export interface LineError {
  readonly line: number;
  readonly message: string;
}

export interface RawEntries {
  readonly entries: readonly RawEntry[];
  readonly errors: readonly LineError[];
}

export const isLineError = (item: RawEntry | LineError): item is LineError => 'message' in item;

/** Separates entries and errors; both keep the order of the file. */
export function partEntries(items: readonly (RawEntry | LineError)[]): RawEntries {
  return { entries: items.filter((item): item is RawEntry => !isLineError(item)), errors: items.filter(isLineError) };
}
