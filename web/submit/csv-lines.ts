/** Reads the cells of a CSV (RFC 4180), with the line where each row begins. Example: `a,"b,c"` → [{line: 1, cells: ['a', 'b,c']}]. */
export interface CsvLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A quote that nobody closes goes on to the end of the text. */
export function csvLines(content: string): CsvLine[] {
  const text = content.replaceAll(/\r\n?/g, '\n');
  const rows: CsvLine[] = [];
  let row: { line: number; cells: string[] } = { line: 1, cells: [] };
  let line = 1;
  let cell = '';
  let isQuoted = false;
  const endCell = (): void => {
    row.cells.push(cell.trim());
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') line += 1;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell.trim() === '') {
      isQuoted = true;
    } else if (character === ',') {
      endCell();
    } else if (character === '\n') {
      endCell();
      rows.push(row);
      row = { line, cells: [] };
    } else cell += character;
  }
  endCell();
  return [...rows, row];
}
