/**
 * Reads the schema of a report from a file: JSON Schema (draft-07), as JSON or YAML. All problems are told at once, each with its place.
 * Example: schema.yaml with `type: text` → "schema.yaml:4:5: properties/go/type must be one or several of array, boolean, …".
 */
import { limits } from '../../contracts/limits.ts';
import { problemsOf } from '../../contracts/http/problems.ts';
import { reportRequest, type ReportRequest } from '../../contracts/report.ts';
import { CliError } from '../cli-error.ts';
import { readJson } from '../import/read-json.ts';
import { whereJsonBreaks } from '../import/where-json-breaks.ts';
import { readDocument, shownName } from '../read-document.ts';
import { placesIn, readYaml } from '../yaml-document.ts';

/** @throws CliError with every problem of the file */
export async function readReportSchema(name: string): Promise<ReportRequest> {
  const content = await readDocument(name);
  const shown = shownName(name);
  if (content.trim() === '') {
    throw new CliError(`${shown} is empty: write a JSON Schema, such as {"type": "object", "properties": {…}}.`);
  }
  const request = { schema: isJson(name, content) ? readJson(name, content) : readYaml(shown, content) };
  const parsed = reportRequest.safeParse(request);
  if (parsed.success) return parsed.data;
  const placeOf = placesIn(shown, content);
  const problems = problemsOf(reportRequest, request, parsed.error);
  const lines = problems.slice(0, limits.problems).map(({ path, message }) => {
    const [, ...parts] = path
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    return `${placeOf(parts)}: ${message.replace(/^schema\/?/, '').trimStart()}`;
  });
  const more = problems.length > lines.length ? [`There are more problems than these ${limits.problems}.`] : [];
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  throw new CliError(`${shown} has ${count}, so nothing was submitted: correct the schema.`, 1, [...lines, ...more]);
}

/** JSON is YAML too, but for tabs and for the time that it takes to read it. */
const isJson = (name: string, content: string): boolean =>
  /\.json$/i.test(name) || (/^\s*\{/.test(content) && whereJsonBreaks(content) === undefined);
