/** Makes the request of a fleet from the plan of another tool: recognises the format, converts it, and tells what is different. */
import { CliError, usageError } from '../cli-error.ts';
import { convertCopilotPlan } from './copilot/convert.ts';
import { isCopilotPlan } from './copilot/is-copilot-plan.ts';
import { Findings, type Told } from './findings.ts';
import { readJson } from './read-json.ts';
import { repoOfPlan } from './repo-of-plan.ts';
import { convertTaskList, isMarkdown } from './tasks-md/convert.ts';

/** What a plan does not say itself. */
interface Source {
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
  readonly recognises: (value: unknown) => boolean;
  readonly convert: (value: unknown, source: Source, findings: Findings) => Record<string, unknown> | undefined;
}

const formats: Readonly<Record<string, Format>> = {
  'copilot-plan': {
    title: 'Copilot Orchestrator plan',
    looks: 'JSON with jobs, or groups of jobs, that have a producer_id',
    recognises: isCopilotPlan,
    convert: (value, { repo }, findings) => convertCopilotPlan(value, repo, findings),
  },
  'tasks-md': {
    title: 'list of tasks',
    looks: 'Markdown with checkboxes, in a file whose name ends in .md',
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
}

/** Whether a value is a plan of a known format. */
export const isPlan = (value: unknown): boolean => Object.values(formats).some(({ recognises }) => recognises(value));

/** @throws CliError with all problems of the plan, for an unknown format, and where the plan's repository is not known */
export async function importPlan(value: unknown, { from, repo: named, name, batchSize }: ImportOptions): Promise<Imported> {
  const format = formatOf(value, from, name);
  const { repo, note } = await repoOfPlan(named);
  const findings = new Findings();
  if (note !== undefined) findings.note(note);
  const body = format.convert(value, { repo, name, batchSize }, findings);
  findings.throwProblems(name);
  return { body: body ?? {}, title: format.title, told: findings.told() };
}

/** Checks a value of --from before the file is read. @throws CliError (usage) for an unknown format */
export function checkFormat(from: string | undefined): void {
  if (from !== undefined && !Object.hasOwn(formats, from)) {
    throw usageError(`--from ${from} is no known format. Known: ${knownFormats}.`);
  }
}

/** The value in a file: the text of Markdown, else what the JSON says. @throws CliError for a text that should be JSON and is not */
export const readPlanFile = (name: string, content: string, from: string | undefined): unknown =>
  from === 'tasks-md' || (from === undefined && isMarkdown(name)) ? content : readJson(name, content);

function formatOf(value: unknown, from: string | undefined, name: string): Format {
  checkFormat(from);
  const found = from === undefined ? Object.values(formats).find(({ recognises }) => recognises(value)) : formats[from];
  if (found !== undefined) return found;
  throw new CliError(
    `the format of ${name} is not recognised. Known: ${knownFormats}. With --from NAME it is read as one of them.`,
  );
}
