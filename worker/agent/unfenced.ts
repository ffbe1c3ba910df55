/** Models like to put JSON between code fences. Example: '```json\n{"a": 1}\n```' → '{"a": 1}'. */

/** The text between the fences if the whole text is one code block; else the text itself. */
export function unfenced(text: string): string {
  const lines = text.trim().split('\n');
  const isBlock = lines.length > 2 && /^```\w*\s*$/.test(lines[0] ?? '') && lines.at(-1)?.trim() === '```';
  return isBlock ? lines.slice(1, -1).join('\n') : text.trim();
}
