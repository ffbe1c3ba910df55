/** Lists in pages: what is asked for, and one page of the answer. */

export interface Page<T> {
  readonly items: readonly T[];
  /** The position of the next page; undefined after the last one. Callers do not read it, and the API signs it. */
  readonly next: string | undefined;
}

export interface PageRequest {
  readonly limit: number;
  readonly after?: string | undefined;
}
