/**
 * Marks what one target put out where it stands in the description of another, so that an agent can tell it from what a person asked.
 * Invariant: no text ends its own mark or opens another one, because a `<` in front of the name of the mark becomes `&lt;`.
 * Example: markedOutput('lib/a', 'v2') → '<output-of-target path="lib/a">v2</output-of-target>'.
 */
const name = 'output-of-target';
const begin = (path: string): string => `<${name} path="${path}">`;
const end = `</${name}>`;

const anyMark = new RegExp(`<${name} path="[^"<>]*">|${end}`, 'g');
/** A `<` that could begin a mark for a reader who is not strict about spaces, slashes and capitals. */
const opening = new RegExp(`<(?=[\\s/]*${name})`, 'gi');

/** How the marks look, for a sentence that explains them. */
export const outputMarks = { begin: begin('…'), end } as const;

/** @param path of the target that put the text out; a path holds neither quotes nor angle brackets */
export const markedOutput = (path: string, text: string): string => `${begin(path)}${text.replaceAll(opening, '&lt;')}${end}`;

export const hasOutputMarks = (text: string): boolean => text.search(anyMark) !== -1;

/** The text without its marks; what stands between them stays. */
export const withoutOutputMarks = (text: string): string => text.replaceAll(anyMark, '');
