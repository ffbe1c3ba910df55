/**
 * Reads the steps of a fleet from a file: a list in YAML or JSON (semantics 21). All problems are told at once, each with its place.
 * Example: steps.yaml with a second step that is named like the first → "steps.yaml:4:5: steps/1/name must be unique: step 1 has this name too".
 */
import * as z from 'zod';
import { limits } from '../../contracts/limits.ts';
import { problemsOf } from '../../contracts/http/problems.ts';
import { stepRequests } from '../../contracts/steps.ts';
import { CliError } from '../cli-error.ts';
import { readJson } from '../import/read-json.ts';
import { whereJsonBreaks } from '../import/where-json-breaks.ts';
import { shownName } from '../read-document.ts';
import { placesIn, readYaml } from '../yaml-document.ts';

const file = z.object({ steps: stepRequests });

/**
 * The steps as the file has them; the API fills in what they leave out.
 * @throws CliError with every problem of the file
 */
export function readStepsFile(name: string, content: string): readonly unknown[] {
  const shown = shownName(name);
  if (content.trim() === '') throw new CliError(`${shown} is empty: write a list of steps, such as "- name: design".`);
  const steps = isJson(name, content) ? readJson(name, content) : readYaml(shown, content);
  if (!Array.isArray(steps)) throw new CliError(noList(shown, steps));
  const parsed = file.safeParse({ steps });
  if (parsed.success) return steps;
  const problems = problemsOf(file, { steps }, parsed.error);
  throw problemsIn(shown, content, [
    ...problems,
    ...sameNames(steps).filter(({ path }) => problems.every((one) => one.path !== path)),
  ]);
}

interface Problem {
  readonly path: string;
  readonly message: string;
}

/** The schema compares names only where it has found nothing else. */
function sameNames(steps: readonly unknown[]): Problem[] {
  const names = steps.map((step) => (typeof step === 'object' && step !== null && 'name' in step ? step.name : undefined));
  return names.flatMap((name, at) => {
    const first = names.indexOf(name);
    if (typeof name !== 'string' || first === at) return [];
    return [{ path: `/steps/${at}/name`, message: `steps/${at}/name must be unique: step ${first + 1} has this name too.` }];
  });
}

/** JSON is YAML too, but for tabs and for the time that it takes to read it. */
const isJson = (name: string, content: string): boolean =>
  /\.json$/i.test(name) || (/^\s*\[/.test(content) && whereJsonBreaks(content) === undefined);

function noList(shown: string, found: unknown): string {
  const isFleet = typeof found === 'object' && found !== null && 'steps' in found;
  return isFleet
    ? `${shown} is a whole request: give it with -f, or write only its list of steps.`
    : `${shown}:1:1: this is no list of steps: write one, such as "- name: design".`;
}

function problemsIn(shown: string, content: string, problems: readonly Problem[]): CliError {
  const placeOf = placesIn(shown, content);
  const lines = problems.slice(0, limits.problems).map(({ path, message }) => `${placeOf(partsOf(path))}: ${message}`);
  const more = problems.length > lines.length ? [`There are more problems than these ${limits.problems}.`] : [];
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new CliError(`${shown} has ${count}, so nothing was submitted: correct the steps.`, 1, [...lines, ...more]);
}

/** The parts of a JSON Pointer below the list of steps. */
const partsOf = (path: string): string[] =>
  path
    .split('/')
    .slice(2)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
