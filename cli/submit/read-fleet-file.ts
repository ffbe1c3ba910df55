/** Reads a fleet.yaml, or the same as JSON. Its keys and values are checked by the API. */
import { CliError } from '../cli-error.ts';
import { readJson } from '../import/read-json.ts';
import { whereJsonBreaks } from '../import/where-json-breaks.ts';
import { shownName } from '../read-document.ts';
import { repoOfText } from '../repos-file/repo-of-text.ts';
import { readYaml } from '../yaml-document.ts';

type Content = Readonly<Record<string, unknown>>;

/**
 * The request in the file.
 * @throws CliError with file, line and column when the text is no YAML map; for a file that ends with .json, when it is no JSON
 */
export function readFleetFile(name: string, content: string): Content {
  const shown = shownName(name);
  if (content.trim() === '') throw new CliError(`${shown} is empty: write keys such as title, task_description and targets.`);
  const body = /\.json$/i.test(name) || isJsonObject(content) ? readJson(name, content) : readYaml(shown, content);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new CliError(notAFleet(shown, body));
}

/** JSON is YAML too, but for tabs and for the time that it takes to read it. */
const isJsonObject = (content: string): boolean => /^\s*\{/.test(content) && whereJsonBreaks(content) === undefined;

/** Says what the file seems to be. */
function notAFleet(shown: string, body: unknown): string {
  const entries: unknown[] = Array.isArray(body) ? body : typeof body === 'string' ? body.split(/\s+/) : [];
  const [first] = entries;
  const repo = typeof first === 'object' && first !== null && 'repo' in first ? first.repo : first;
  if (typeof repo === 'string' && repoOfText(repo).ok) {
    return `${shown} is a list of repositories: give it with --repos-file, and what is to be done with other flags or in a fleet.yaml.`;
  }
  return `${shown}:1:1: this is no fleet: write keys such as title, task_description and targets.`;
}
