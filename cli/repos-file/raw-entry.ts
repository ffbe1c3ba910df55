/** One entry of a repos file before its repository is checked. `line` is 1-based, where the entry starts. */
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

/** Parts the items of a reader into entries and errors, each in the order of the file. */
export function partEntries(items: readonly (RawEntry | LineError)[]): RawEntries {
  return { entries: items.filter((item): item is RawEntry => !isLineError(item)), errors: items.filter(isLineError) };
}
