/** Reads the file with a plan of another tool, as its format says: the text of Markdown, else what the JSON or YAML says. */
import { shownName } from '../read-document.ts';
import { placesIn, readYaml } from '../yaml-document.ts';
import { readJson } from './read-json.ts';
import { isMarkdown } from './tasks-md/convert.ts';

export interface PlanFile {
  readonly value: unknown;
  /** The line of a place in the file. Undefined where a place says enough. */
  readonly lineOf?: LineOf | undefined;
}
type LineOf = (path: readonly string[]) => string;

/**
 * @param from the format that was asked for; undefined: recognised by the name and by how the text begins
 * @throws CliError for a text that should be JSON or YAML and is not, with its place
 */
export function readPlanFile(name: string, content: string, from: string | undefined): PlanFile {
  if (from === 'tasks-md' || (from === undefined && isMarkdown(name))) return { value: content };
  if (from === 'copilot-plan' || !isYaml(name, content, from)) return { value: readJson(name, content) };
  const shown = shownName(name);
  const value = readYaml(shown, content);
  // A text alone would be taken for Markdown.
  return { value: from === undefined && typeof value === 'string' ? null : value, lineOf: placesIn(shown, content) };
}

/** For a file that may be a plan: undefined for JSON, of which a place says enough. */
export const linesOfPlan = (name: string, content: string): LineOf | undefined =>
  isYaml(name, content, undefined) ? placesIn(shownName(name), content) : undefined;

/** JSON is YAML too, but a plan as JSON is told where it is no JSON. */
const isYaml = (name: string, content: string, from: string | undefined): boolean =>
  from === 'fleetlift' || /\.ya?ml$/i.test(name) || (!/\.json$/i.test(name) && !/^\s*(?:[[{]|$)/.test(content));
