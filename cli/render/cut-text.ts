/** Fits texts into a terminal: cuts them, or breaks them into lines. */
/** Cuts a text to `width` characters, with an ellipsis at the cut end. A text with colours is returned unchanged. */
export function cutText(text: string, width: number, end: 'start' | 'end' = 'end'): string {
  if (text.length <= width || text.includes('\u001B')) return text;
  const kept = Math.max(1, width - 1);
  return end === 'end' ? `${text.slice(0, kept).trimEnd()}…` : `…${text.slice(-kept)}`;
}

/** Joins parts with ` · ` after `first`. Further lines are indented by the length of `first`. */
export function joinWrapped(first: string, parts: readonly string[], width: number): string {
  const lines: string[] = [];
  let line = first;
  for (const [index, part] of parts.entries()) {
    const longer = line === first ? `${line}${part}` : `${line} · ${part}`;
    // A line ends with ` ·` when another one follows.
    const needed = longer.length + (index < parts.length - 1 ? 2 : 0);
    if (needed > width && line !== first) {
      lines.push(`${line} ·`);
      line = `${' '.repeat(first.length)}${part}`;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}

/** Breaks a text between words into lines of at most `width` characters, indent included. A longer word gets its own line. */
export function wrapWords(text: string, indent: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
