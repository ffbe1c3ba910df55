/** Makes a table as narrow as the terminal by cutting the cells of some columns. */
import { stripVTControlCharacters } from 'node:util';
import { cutText } from '../cut-text.ts';

interface Fitted {
  readonly title: string;
  readonly cut?: 'start' | 'end';
}

/** Space between two columns of a table. */
const gap = 3;

/** The cells, cut so that the table fits into `width`. Only columns with `cut` are shortened, so a table may still be wider. */
export function fitColumns(columns: readonly Fitted[], cells: readonly (readonly string[])[], width: number): string[][] {
  const natural = columns.map(({ title }, index) => Math.max(title.length, ...cells.map((row) => lengthOf(row[index] ?? ''))));
  const widths = shareOut(columns, natural, width - gap * columns.length);
  return cells.map((row) => row.map((cell, index) => cutText(cell, widths[index] ?? Infinity, columns[index]?.cut ?? 'end')));
}

/** Each column without `cut` keeps its width. The others share the rest evenly, and a narrow one leaves its surplus to them. */
function shareOut(columns: readonly Fitted[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const fixed = columns.reduce((sum, { cut }, index) => sum + (cut === undefined ? (natural[index] ?? 0) : 0), 0);
  const cuttable = columns
    .flatMap(({ cut }, index) => (cut === undefined ? [] : [index]))
    .sort((one, other) => (natural[one] ?? 0) - (natural[other] ?? 0));
  let rest = width - fixed;
  cuttable.forEach((index, place) => {
    const share = Math.max(columns[index]?.title.length ?? 0, Math.floor(rest / (cuttable.length - place)));
    widths[index] = Math.min(natural[index] ?? 0, share);
    rest -= widths[index];
  });
  return widths;
}

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;
