import type { Style } from '../output/paint.ts';

/** What a rendering function knows of the place it writes to. */
export interface View {
  readonly columns: number;
  /** Lines that may be shown at once; Infinity where one can scroll back. */
  readonly rows: number;
  /** Whether it is a terminal that a person looks at, and of known size. */
  readonly terminal: boolean;
  /** Whether it is drawn again and again while somebody watches. */
  readonly live?: boolean;
  /** Whether `paint` does anything. */
  readonly coloured: boolean;
  readonly paint: (style: Style, text: string) => string;
  /** Epoch ms, for ages. */
  readonly now: number;
  /** What `@last` means, to shorten it in hints. */
  readonly lastFleet?: string | undefined;
}

/** A file or a pipe: no colour, no width. */
export const plainView = (now: number): View => ({
  columns: Infinity,
  rows: Infinity,
  terminal: false,
  coloured: false,
  paint: (_style, text) => text,
  now,
});
