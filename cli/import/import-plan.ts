/** Makes the request of a fleet from the plan of another tool: recognises the format, converts it, and tells what is different. */
import { CliError, usageError } from '../cli-error.ts';
import { convertCopilotPlan } from './copilot/convert.ts';
import { isCopilotPlan } from './copilot/is-copilot-plan.ts';
import { Findings, type Told } from './findings.ts';
import { convertTaskFile } from './fleetlift/convert.ts';
import { isTaskFile } from './fleetlift/is-task-file.ts';
import { type RepoOfPlan, repoOfPlan } from './repo-of-plan.ts';
import { convertTaskList } from './tasks-md/convert.ts';

/** What a plan does not say itself. */
interface Source {
  /** Empty for a format that names its repositories. */
  readonly repo: string;
  /** Name of the file. */
  readonly name: string;
  /** Of a list of tasks. */
  readonly batchSize?: number | undefined;
}

interface Format {
  readonly title: string;
  /** How a person recognises a file of this format. */
  readonly looks: string;
  /** Whether the file names its repositories. Else --repo, or the current folder, names the one that it works on. */
  readonly namesRepos: boolean;
  readonly recognises: (value: unknown) => boolean;
  readonly convert: (value: unknown, source: Source, findings: Findings) => Record<string, unknown> | undefined;
}

const formats: Readonly<Record<string, Format>> = {
  fleetlift: {
    title: 'Fleetlift task file',
    looks: 'YAML with version, groups or repositories, and execution',
    namesRepos: true,
    recognises: isTaskFile,
    convert: (value, _, findings) => convertTaskFile(value, findings),
  },
  'copilot-plan': {
    title: 'Copilot Orchestrator plan',
    looks: 'JSON with jobs, or groups of jobs, that have a producer_id',
    namesRepos: false,
    recognises: isCopilotPlan,
    convert: (value, { repo }, findings) => convertCopilotPlan(value, repo, findings),
  },
  'tasks-md': {
    title: 'list of tasks',
    looks: 'Markdown with checkboxes, in a file whose name ends in .md',
    namesRepos: false,
    recognises: (value) => typeof value === 'string',
    convert: convertTaskList,
  },
};

const knownFormats = Object.entries(formats)
  .map(([name, { looks }]) => `${name} (${looks})`)
  .join('; ');

export interface Imported {
  /** The request. The API checks it, as every other. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The format in words. */
  readonly title: string;
  readonly told: readonly Told[];
}

export interface ImportOptions {
  /** Name of the format; undefined: recognised by the content. */
  readonly from?: string | undefined;
  /** Values of --repo. */
  readonly repo: readonly string[];
  /** Name of the file, for messages. */
  readonly name: string;
  /** Of a list of tasks; undefined: the default. */
  readonly batchSize?: number | undefined;
  /** The line of a place in the file (yaml-document.ts), for messages; undefined: it has none of its own. */
  readonly lineOf?: ((path: readonly string[]) => string) | undefined;
}

/** Whether a value is a plan of a known format. */
export const isPlan = (value: unknown): boolean => Object.values(formats).some(({ recognises }) => recognises(value));

/** @throws CliError with all problems of the plan, for an unknown format, and where the plan's repository is not known */
export async function importPlan(value: unknown, options: ImportOptions): Promise<Imported> {
  const { from, name, batchSize, lineOf } = options;
  const format = formatOf(value, from, name);
  const { repo, note } = await repoOf(format, options);
  const findings = new Findings(lineOf);
  if (note !== undefined) findings.note(note);
  const body = format.convert(value, { repo, name, batchSize }, findings);
  findings.throwProblems(name);
  return { body: withoutUndefined(body ?? {}), title: format.title, told: findings.told() };
}

async function repoOf({ namesRepos, title }: Format, { repo: named, name }: ImportOptions): Promise<RepoOfPlan> {
  if (!namesRepos) return await repoOfPlan(named);
  if (named.length > 0) {
    throw usageError(
      `${name} is a ${title}, which names its repositories: leave out --repo. For others, make a fleet.yaml of it with "fleet import", and edit that.`,
    );
  }
  return { repo: '' };
}

const withoutUndefined = (body: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

/** Checks a value of --from before the file is read. @throws CliError (usage) for an unknown format */
export function checkFormat(from: string | undefined): void {
  if (from !== undefined && !Object.hasOwn(formats, from)) {
    throw usageError(`--from ${from} is no known format. Known: ${knownFormats}.`);
  }
}

function formatOf(value: unknown, from: string | undefined, name: string): Format {
  checkFormat(from);
  const found = from === undefined ? Object.values(formats).find(({ recognises }) => recognises(value)) : formats[from];
  if (found !== undefined) return found;
  throw new CliError(
    `the format of ${name} is not recognised. Known: ${knownFormats}. With --from NAME it is read as one of them.`,
  );
}
