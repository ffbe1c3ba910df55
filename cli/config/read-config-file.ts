/** Reads a file of the config folder that a person may have edited, as JSON or YAML. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { problemOfSetting } from '../../contracts/issue-words.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { CliError } from '../cli-error.ts';
import { isNoSuchFile } from '../read-text.ts';

/**
 * The content of the file; undefined when there is no file.
 * @throws CliError with file and line; every further problem is a detail
 */
export async function readConfigFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  // A text that is not JSON is read again as YAML, with its lines.
  const quick = schema.safeParse(jsonOrUndefined(text));
  return quick.success ? quick.data : await readWithLines(path, text, schema);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw new CliError(`cannot read ${path}: ${messageOf(error)}. Check its permissions.`);
  }
}

async function readWithLines<T>(path: string, text: string, schema: z.ZodType<T>): Promise<T> {
  const { LineCounter, parseDocument, isNode } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (offset: number): string => `${path}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    throw broken(document.errors.map(({ pos, message }) => `${lineAt(pos[0])}: ${message.split(/ at line |\n/)[0] ?? message}`));
  }
  const value: unknown = document.toJS() ?? {};
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  /** The start of the value with a problem; for a missing value, the start of the nearest value around it. */
  const offsetOf = (at: readonly PropertyKey[]): number => {
    const node = document.getIn(at, true);
    return isNode(node) ? (node.range?.[0] ?? 0) : at.length > 0 ? offsetOf(at.slice(0, -1)) : 0;
  };
  throw broken(
    parsed.error.issues.map((issue) => `${lineAt(offsetOf(pathOf(issue)))}: ${nameOf(issue)}${problemOfSetting(issue, value)}`),
  );
}

type Issue = z.core.$ZodIssue;
const pathOf = (issue: Issue): readonly PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
const nameOf = ({ path }: Issue): string => (path.length === 0 ? '' : `${path.join('.')}: `);

function broken(problems: readonly string[]): CliError {
  const [first = '', ...others] = problems;
  return new CliError(`${first}. Correct the file, or remove it.`, 1, others);
}
