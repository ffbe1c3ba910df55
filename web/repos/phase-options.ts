/**
 * What a person chooses before a phase is started, and the request that it makes. Only what differs from what the preset sets is said, so that
 * the request, and the command line that does the same, name the decisions of the person.
 * Example: nothing changed → {title, targets: ['acme/shop'], preset: {name: 'phases'}}.
 */
import { submitBody, type SubmitRequest } from '../../contracts/http/submit.ts';
import { problemsOf } from '../../contracts/http/problems.ts';
import { defaultBatchSize, defaultTasksFile, presetLimits } from '../../contracts/steps.ts';
import { numberOf, placeProblems, type Placed, type Told } from './place-problems.ts';

/** Numbers are kept as they are typed. */
export interface PhaseOptions {
  readonly autoMerge: boolean;
  readonly skipDesign: boolean;
  readonly skipAnalyze: boolean;
  readonly context: string;
  readonly heal: boolean;
  readonly healAttempts: string;
  readonly batchSize: string;
  readonly pauseBetween: boolean;
  readonly tasksFile: string;
  readonly reuseSpec: boolean;
  readonly attemptUsd: string;
  readonly healUsd: string;
  readonly fleetUsd: string;
}
export type PhaseField = keyof PhaseOptions;

export const defaultOptions: PhaseOptions = {
  autoMerge: false,
  skipDesign: false,
  skipAnalyze: false,
  context: '',
  heal: true,
  healAttempts: String(presetLimits.healAttempts),
  batchSize: String(defaultBatchSize),
  pauseBetween: false,
  tasksFile: defaultTasksFile,
  reuseSpec: false,
  attemptUsd: String(presetLimits.attemptUsd),
  healUsd: String(presetLimits.healUsd),
  fleetUsd: String(presetLimits.fleetUsdPerTarget),
};

export const titleOfPhase = (repo: string): string => `Phase of ${repo}`;

type Part = Readonly<Record<string, unknown>>;

/** The request, which may break rules. */
export function phaseRequest(repo: string, options: PhaseOptions): Part {
  const changed = changesOf(options);
  const when = (field: PhaseField, part: Part): Part => (changed.has(field) ? part : {});
  const heal = options.heal
    ? {
        ...when('healAttempts', { max_attempts: numberOf(options.healAttempts) }),
        ...when('healUsd', { max_budget_usd: numberOf(options.healUsd) }),
      }
    : { enabled: false };
  const budget = {
    ...when('fleetUsd', { fleet_usd: numberOf(options.fleetUsd) }),
    ...when('attemptUsd', { target_usd: numberOf(options.attemptUsd) }),
  };
  return {
    title: titleOfPhase(repo),
    targets: [repo],
    preset: {
      name: 'phases',
      ...when('autoMerge', { auto_merge: true }),
      ...when('skipDesign', { skip_design: true }),
      ...when('skipAnalyze', { skip_analyze: true }),
      ...when('reuseSpec', { reuse_spec: true }),
      ...when('batchSize', { batch_size: numberOf(options.batchSize) }),
      ...when('pauseBetween', { pause_between_batches: true }),
      ...when('tasksFile', { tasks_file: options.tasksFile.trim() }),
    },
    ...when('context', { context: options.context }),
    ...filled('heal', heal),
    ...filled('budget', budget),
  };
}

/** What differs from what the preset sets: a number that is written in another way does not. */
export function changesOf(options: PhaseOptions): ReadonlySet<PhaseField> {
  // The keys of the defaults are those of their type.
  const fields = Object.keys(defaultOptions) as PhaseField[];
  return new Set(fields.filter((field) => plain(options[field]) !== plain(defaultOptions[field])));
}

const plain = (value: string | boolean): string | number | boolean => (typeof value === 'string' ? numberOf(value) : value);

const filled = (key: string, part: Part): Part => (Object.keys(part).length === 0 ? {} : { [key]: part });

export type Checked =
  { readonly ok: true; readonly body: SubmitRequest } | { readonly ok: false; readonly problems: readonly Told[] };

/** Whether the request keeps the rules of the API, as far as they need no look at what is stored. */
export function checkRequest(request: Part): Checked {
  const read = submitBody.safeParse(request);
  // It was read with the schema of what may be sent.
  if (read.success) return { ok: true, body: request };
  return { ok: false, problems: problemsOf(submitBody, request, read.error) };
}

const places: Readonly<Record<string, PhaseField>> = {
  '/context': 'context',
  '/preset/batch_size': 'batchSize',
  '/preset/tasks_file': 'tasksFile',
  '/heal/max_attempts': 'healAttempts',
  '/heal/max_budget_usd': 'healUsd',
  '/budget/heal_usd': 'healUsd',
  '/budget/target_usd': 'attemptUsd',
  '/budget/fleet_usd': 'fleetUsd',
};

export const phaseProblems = (problems: readonly Told[]): Placed<PhaseField> => placeProblems(problems, (path) => places[path]);
