/** Reads a fleet.yaml. Its keys and values are checked by the API. */
import { LineCounter, parseDocument, type Document } from 'yaml';
import { CliError } from '../cli-error.ts';

/**
 * The request in the file, which is YAML or JSON.
 * @throws CliError with file, line and column when the text is no YAML map
 */
export function readFleetFile(name: string, content: string): Readonly<Record<string, unknown>> {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const [first, ...others] = document.errors.map(({ pos, message }) => {
    const { line, col } = lines.linePos(pos[0]);
    return `${name}:${line}:${col}: ${message}`;
  });
  if (first !== undefined) throw new CliError(`${first}. Correct the file.`, 1, others);
  const body = valueOf(name, document);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new CliError(`${name}:1: this is no fleet: write keys such as title, task_description and targets.`);
}

/** The parser refuses an alias without its anchor, and aliases of aliases that would make a value far larger than the file. */
function valueOf(name: string, document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const tooMuch = error.message.startsWith('Excessive alias count');
    throw new CliError(
      `${name}: ${tooMuch ? 'its aliases (*NAME) repeat too much: write the values out' : `${error.message}. Correct the file`}.`,
    );
  }
}
