/** Reads a fleet.yaml. Its keys and values are checked by the API. */
import { LineCounter, parseDocument } from 'yaml';
import { CliError } from '../cli-error.ts';

/**
 * The request in the file.
 * @throws CliError with file and line when the text is no YAML map
 */
export function readFleetFile(name: string, content: string): Readonly<Record<string, unknown>> {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const [first, ...others] = document.errors.map(({ pos, message }) => `${name}:${lines.linePos(pos[0]).line}: ${message}`);
  if (first !== undefined) throw new CliError(`${first}. Correct the file.`, 1, others);
  const body: unknown = document.toJS();
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new CliError(`${name}:1: this is no fleet: write keys such as title, task_description and targets.`);
}
