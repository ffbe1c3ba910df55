/** The view: the facts about the output that a rendering depends on besides its data, such as size, colours and time. */
import { formatDuration } from '../../core/text/duration.ts';
import type { Style } from '../output/paint.ts';

export interface View {
  readonly columns: number;
  /** Lines that are visible at once; Infinity where earlier lines can be scrolled back. */
  readonly rows: number;
  /** True if it is a terminal of known size. */
  readonly terminal: boolean;
  /** True if the text is drawn again and again at the same place, as `fleet watch` does. */
  readonly live?: boolean;
  /** True if `paint` does anything. */
  readonly coloured: boolean;
  readonly paint: (style: Style, text: string) => string;
  /** Epoch ms, for ages. */
  readonly now: number;
  /** The id that `@last` stands for. Hints name that fleet `@last`. */
  readonly lastFleet?: string | undefined;
}

/** The view of a file or a pipe: no colours, no limit of width. */
export const plainView = (now: number): View => ({
  columns: Infinity,
  rows: Infinity,
  terminal: false,
  coloured: false,
  paint: (_style, text) => text,
  now,
});

/** Time since an ISO time, such as `9m 12s`; `-` for null. */
export const ageOf = (time: string | null, now: number): string => (time === null ? '-' : formatDuration(now - Date.parse(time)));
