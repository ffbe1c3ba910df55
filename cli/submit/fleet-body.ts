/** Makes the request of `fleet submit` and `fleet plan` from a fleet.yaml, a repos file and flags. */
import { basename } from 'node:path';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { CliError, usageError } from '../cli-error.ts';
import { importPlan, isPlan } from '../import/import-plan.ts';
import { Findings, type Told } from '../import/findings.ts';
import { isTaskFile } from '../import/fleetlift/is-task-file.ts';
import { linesOfPlan } from '../import/read-plan-file.ts';
import { isMarkdown } from '../import/tasks-md/convert.ts';
import { stepsOfTasks } from '../import/tasks-md/steps-of-tasks.ts';
import { readDocument, shownName } from '../read-document.ts';
import { readText } from '../read-text.ts';
import { parseReposFile, type ReposFile } from '../repos-file.ts';
import { repoOfText } from '../repos-file/repo-of-text.ts';
import type { FleetFlagValues } from './fleet-flags.ts';
import { readFleetFile } from './read-fleet-file.ts';
import { selectorOfFlags, selectsByFlags } from './selector-flags.ts';
import { settingsOfFlags } from './setting-flags.ts';
import { droppedBySteps, stepsOfFlags } from './step-flags.ts';
import { given, objectAt, type Part, workOfFlags } from './work-flags.ts';

/** Keys of a fleet.yaml that name repositories. When flags name or select repositories, these keys are dropped. */
const namesTargets = ['targets', 'groups', 'selector'] as const;

export interface FleetBody {
  readonly body: SubmitRequest;
  readonly told: readonly Told[];
}

/**
 * The repos file wins over fleet.yaml, and flags win over both. In place of a fleet.yaml there may be the plan of another tool: it is
 * converted, and --repo names the repository that it works on, where it does not name its repositories itself. `retry_of` may still be a shortened id: `nameParent` completes it.
 * @throws CliError with every bad line of the repos file, or every problem of the plan
 */
export async function fleetBody(flags: FleetFlagValues): Promise<FleetBody> {
  const { base: ofFile, told, isConverted } = await baseOf(flags);
  if (isConverted && selectsByFlags(flags)) throw usageError(`${shownName(flags.file ?? '')} ${cannotSelect}`);
  const tasks = await tasksOf(flags, isConverted);
  const base = withTasks(ofFile, tasks.part);
  const { targets, warnings } = isConverted ? { warnings: [] } : await targetsOf(flags);
  const replaced = targets !== undefined || selectsByFlags(flags) ? namesTargets.filter((key) => key in base) : [];
  const selector = selectorOfFlags(flags, without(base, replaced));
  const named = { ...given('targets', targets), ...given('selector', selector) };
  const left = replaced.filter((key) => !(key in named));
  const body = {
    ...without(base, [...left, ...droppedBySteps(flags)]),
    ...(await stepsOfFlags(isMarkdown(flags.file ?? '') ? { ...flags, 'batch-size': undefined } : flags, base)),
    ...(await workOfFlags(flags, base)),
    ...settingsOfFlags(flags, base),
    ...given('teams', flags.team),
    ...given('unonboarded', flags.unonboarded),
    ...given('retry_of', flags['retry-of']),
    ...named,
  };
  if (!namesTargets.some((key) => key in body) && !('retry_of' in body)) {
    throw usageError(
      'no repositories are named: give --repos-file FILE, --repo OWNER/NAME, --selector TAG=VALUE, or targets, groups or a selector in -f fleet.yaml.',
    );
  }
  const leftOut = left.map((key) => `the ${key} of ${flags.file ?? ''} are ignored, because flags name the repositories`);
  // A fleet.yaml may hold anything. The API checks the whole body and reports every problem.
  return { body: body as unknown as SubmitRequest, told: [...told, ...tasks.told, ...[...warnings, ...leftOut].map(asWarning)] };
}

const cannotSelect =
  'is a plan of another tool: make a fleet.yaml of it with "fleet import" first, and select repositories for that.';

const without = (base: Part, keys: readonly string[]): Part =>
  Object.fromEntries(Object.entries(base).filter(([key]) => !keys.includes(key)));

const asWarning = (text: string): Told => ({ kind: 'warning', text });

interface Base {
  readonly base: Part;
  readonly told: readonly Told[];
  /** True for a plan of another tool. */
  readonly isConverted: boolean;
}

/** The request that the flags extend. */
async function baseOf({ file, repo = [], 'repos-file': list, 'batch-size': batchSize }: FleetFlagValues): Promise<Base> {
  if (file === undefined) return { base: {}, told: [], isConverted: false };
  const content = await readDocument(file);
  const isTasks = isMarkdown(file);
  const request = isTasks ? {} : readFleetFile(file, content);
  if (!isTasks && !isPlan(request)) return { base: request, told: [], isConverted: false };
  const name = shownName(file);
  if (list !== undefined) throw usageError(`${name} is ${whyNoList(isTasks, request)}`);
  const { body, told } = isTasks
    ? await importPlan(content, { repo, name, batchSize })
    : await importPlan(request, { repo, name, lineOf: linesOfPlan(file, content) });
  return { base: body, told, isConverted: true };
}

function whyNoList(isTasks: boolean, request: Part): string {
  if (isTasks) return 'a list of tasks for one repository: with --repos-file, give it with --tasks-md.';
  if (!isTaskFile(request)) return 'a plan for one repository: name it with --repo, not --repos-file.';
  return 'a task file, which names its repositories: leave out --repos-file. For others, make a fleet.yaml of it with "fleet import", and edit that.';
}

interface Tasks {
  readonly part: Part;
  readonly told: readonly Told[];
}

/** @throws CliError with every problem of the list */
async function tasksOf({ 'tasks-md': name, 'batch-size': size, file }: FleetFlagValues, isConverted: boolean): Promise<Tasks> {
  if (name === undefined) return { part: {}, told: [] };
  if (isConverted) throw usageError(`${shownName(file ?? '')} is a plan of its own: leave out --tasks-md or -f.`);
  const findings = new Findings();
  const part = stepsOfTasks(await readDocument(name), { name: basename(shownName(name)), batchSize: size }, findings);
  findings.throwProblems(shownName(name));
  return { part: { ...part }, told: findings.told() };
}

/** A fleet.yaml keeps its title and its params. */
const withTasks = (base: Part, part: Part): Part => ({
  ...part,
  ...base,
  ...given('params', 'params' in part ? { ...objectAt(base, 'params'), ...objectAt(part, 'params') } : base['params']),
  ...given('steps', part['steps'] ?? base['steps']),
});

interface Targets {
  readonly targets?: SubmitRequest['targets'];
  readonly warnings: readonly string[];
}

async function targetsOf(flags: FleetFlagValues): Promise<Targets> {
  const name = flags['repos-file'];
  if (name === undefined && flags.repo === undefined) return { warnings: [] };
  const file = name === undefined ? undefined : parseReposFile(name, await readText(name));
  const listed = file?.entries.map(({ repo, vars }) => (Object.keys(vars).length > 0 ? { repo, vars } : repo)) ?? [];
  const known = new Set(file?.entries.map(({ repo }) => repo.toLowerCase()));
  const flagged = (flags.repo ?? []).map(repoOfFlag).filter((repo) => !known.has(repo.toLowerCase()));
  return { targets: [...listed, ...new Set(flagged)], warnings: file ? checkFile(name ?? '', file, flags['skip-invalid']) : [] };
}

function repoOfFlag(text: string): string {
  const named = repoOfText(text);
  if (named.ok) return named.repo;
  throw usageError(`--repo: ${named.message}.`);
}

/**
 * The warnings about a repos file.
 * @throws CliError when lines are bad and may not be skipped
 */
function checkFile(name: string, file: ReposFile, skipInvalid: boolean): string[] {
  const shown = name === '-' ? 'standard input' : name;
  const bad = file.errors.map(({ line, message }) => `${shown}:${line}: ${message}`);
  if (bad.length > 0 && !skipInvalid) {
    const count = bad.length === 1 ? 'one line' : `${bad.length} lines`;
    throw new CliError(
      `${shown} has ${count} that cannot be read, so nothing was submitted: correct them, or leave them out with --skip-invalid.`,
      1,
      bad,
    );
  }
  const twice = file.duplicates.map((line) => `${shown}:${line}: repository of an earlier line, dropped`);
  return [...bad.map((text) => `${text} (skipped)`), ...twice];
}
