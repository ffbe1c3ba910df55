/** Reads `worker.yaml`. A wrong file keeps the worker from starting; the error names every problem with its file and line. */
import { existsSync, readFileSync } from 'node:fs';
import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { problemOfSetting } from '../contracts/issue-words.ts';
import { workerConfig, type WorkerConfig } from '../contracts/worker-config.ts';

/** Why a worker cannot start: a sentence for the person who started it. */
export class WorkerConfigError extends Error {
  override readonly name = 'WorkerConfigError';
}

/**
 * @param options.required whether a person named the file; if not, a missing file reads as the defaults
 * @throws WorkerConfigError that names the file and line of every problem
 */
export function readWorkerConfig(file: string, options: { readonly required: boolean }): WorkerConfig {
  const text = readText(file, options.required);
  return text === undefined ? workerConfig.parse({}) : parseWorkerConfig(text, file);
}

/**
 * @param file what the text is called in the problems
 * @throws WorkerConfigError that names the line of every problem
 */
export function parseWorkerConfig(text: string, file: string): WorkerConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors.map(
    ({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: is not valid YAML: ${firstLine(message)}`,
  );
  if (broken.length > 0) throw new WorkerConfigError(broken.join('\n'));
  const value: unknown = document.toJS();
  const parsed = workerConfig.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${positionOf(file, document, lines, pathOf(issue))}: ${nameOf(issue.path)}${problemOfSetting(issue, value)}`,
  );
  throw new WorkerConfigError(problems.join('\n'));
}

function readText(file: string, required: boolean): string | undefined {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  if (!required) return undefined;
  throw new WorkerConfigError(`${file}: there is no such file. Name an existing file, or name none for the defaults.`);
}

/** `file:line` of a value of a file that was read before. @param path keys and numbers, from the outermost on */
export function placeInConfig(file: string, path: readonly PropertyKey[]): string {
  const lines = new LineCounter();
  const document = parseDocument(readText(file, false) ?? '', { lineCounter: lines, prettyErrors: false });
  return positionOf(file, document, lines, path);
}

/** Of an unknown key, its own place. */
const pathOf = (issue: z.core.$ZodIssue): readonly PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;

const firstLine = (text: string): string => text.split('\n', 1).join('');

const nameOf = (path: readonly PropertyKey[]): string => (path.length === 0 ? '' : `${path.map(String).join('.')}: `);

/** `file:line` of the value at the path; where the file does not have it, of the nearest value around it. */
function positionOf(file: string, document: Document, lines: LineCounter, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return `${file}:${lines.linePos(node.range[0]).line}`;
  }
  return `${file}:1`;
}
