/** The rows and errors that each reader of a file with repositories returns. Line numbers start at 1. */

export interface Cell {
  /** A text, or what YAML makes of it. */
  readonly value: unknown;
  readonly line: number;
}

export interface RawRow {
  /** Where the row starts. */
  readonly line: number;
  /** By column. */
  readonly cells: ReadonlyMap<string, Cell>;
}

export interface LineError {
  readonly line: number;
  readonly message: string;
}

export interface RawTable {
  /** Of a CSV: every row has these columns. */
  readonly header?: { readonly line: number; readonly names: readonly string[] };
  readonly rows: readonly RawRow[];
  readonly errors: readonly LineError[];
}

const isLineError = (item: object): item is LineError => 'message' in item;

/** Separates what was read and errors; both keep the order of the file. */
export function partErrors<T extends object>(items: readonly (T | LineError)[]): { read: T[]; errors: LineError[] } {
  return { read: items.filter((item): item is T => !isLineError(item)), errors: items.filter(isLineError) };
}

/** The columns that a header names more than once. */
export const repeatedColumns = (names: readonly string[]): string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);
