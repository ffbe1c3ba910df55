import { LineCounter, parseDocument } from 'yaml';
import { CliError } from '../cli-error.ts';

/**
 * The body in a fleet.yaml. Only its form is read here; what it says is checked by the API.
 * @throws CliError naming file and line
 */
export function readFleetFile(name: string, content: string): Readonly<Record<string, unknown>> {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const [first, ...others] = document.errors.map(({ pos, message }) => `${name}:${lines.linePos(pos[0]).line}: ${message}`);
  if (first !== undefined) throw new CliError(`${first}. Mend the file.`, 1, others);
  const body: unknown = document.toJS();
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new CliError(`${name}:1: this is no fleet: write keys like title, task_description and targets.`);
}
