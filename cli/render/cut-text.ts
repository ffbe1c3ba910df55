/** A text of `width` characters at most, with an ellipsis where it was cut. Texts with colours are left as they are. */
export function cutText(text: string, width: number, end: 'start' | 'end' = 'end'): string {
  if (text.length <= width || text.includes('\u001B')) return text;
  const kept = Math.max(1, width - 1);
  return end === 'end' ? `${text.slice(0, kept).trimEnd()}…` : `…${text.slice(-kept)}`;
}

/** Joins parts with ` · `, on as many lines as they need; later lines are indented. */
export function joinWrapped(first: string, parts: readonly string[], width: number): string {
  const lines: string[] = [];
  let line = first;
  for (const part of parts) {
    const longer = line === first ? `${line}${part}` : `${line} · ${part}`;
    if (longer.length > width && line !== first) {
      lines.push(`${line} ·`);
      line = `${' '.repeat(first.length)}${part}`;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
