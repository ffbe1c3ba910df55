/**
 * Makes the request of a fleet from a Fleetlift task file: its groups are groups that share a sandbox, and a plain list of repositories is
 * one target each. What its tool does by default is written out where a fleet does something else by default.
 */
import { timeoutSeconds } from '../../../contracts/fields.ts';
import { limits } from '../../../contracts/limits.ts';
import type { Findings } from '../findings.ts';
import { goSeconds } from './go-duration.ts';
import { isWorkflow } from './is-task-file.ts';
import { tellOtherKeys } from './left-out-keys.ts';
import { readPullRequest } from './read-pull-request.ts';
import { readRepositories, type Repositories } from './read-repositories.ts';
import { readWork } from './read-work.ts';
import { failureObject, taskObject, type TaskSettings } from './schema.ts';

/** What Fleetlift takes where the file does not say it. */
const there = { maxParallel: 5, timeoutS: 1_800 } as const;

/** The request; undefined where the file cannot be read. Problems are in the findings, and then the request is not to be used. */
export function convertTaskFile(value: unknown, findings: Findings): Record<string, unknown> | undefined {
  if (isWorkflow(value)) {
    findings.problem(
      ['steps'],
      'this is a workflow of a newer Fleetlift, not a task file: write its steps as steps of a fleet.yaml.',
    );
    return undefined;
  }
  const settings = findings.read(taskObject, value, []);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const task: Readonly<Record<string, unknown>> = { ...value };
  tellOtherKeys(findings, 'task', task, []);
  tellRefused(task, findings);
  const repositories = readRepositories(task, findings);
  if ((repositories.targets ?? []).length > 1) {
    findings.note('the repositories are in no groups: each is worked on by itself. Those of a group share a sandbox.');
  }
  const work = readWork(task['execution'], findings);
  const pull = readPullRequest(task['pull_request'], reposOf(repositories), findings);
  const params = { ...pull.params, ...work.params };
  return {
    title: settings?.title,
    ...work,
    ...(Object.keys(params).length > 0 ? { params } : { params: undefined }),
    ...repositories,
    ...paceOf(settings ?? {}, repositories, findings),
    timeout_s: timeoutOf(settings ?? {}, findings),
    failure: failureOf(task['failure'], repositories.groups !== undefined, findings),
    ...publishOf(settings ?? {}, task['mode'], findings),
    ...(pull.pull_request === undefined ? {} : { pull_request: pull.pull_request }),
  };
}

function reposOf({ groups = [], targets = [] }: Repositories): string[] {
  const all = [...targets, ...groups.flatMap((group) => group.targets)];
  return all.map((target) => (typeof target === 'string' ? target : target.repo));
}

const changesOnly = 'A fleet makes changes and opens pull requests.';

/** Parts whose work would be another one without them. */
function tellRefused(
  { mode, for_each: entries, transformation, targets }: Readonly<Record<string, unknown>>,
  findings: Findings,
): void {
  if (mode === 'report') findings.problem(['mode'], `the file asks for reports, and no changes. ${changesOnly}`);
  else if (mode != null && mode !== '' && mode !== 'transform') findings.problem(['mode'], 'mode must be transform.');
  if (Array.isArray(entries) ? entries.length > 0 : entries != null) {
    findings.problem(['for_each'], `it repeats the prompt within each repository, for reports. ${changesOnly}`);
  }
  if (transformation != null) {
    findings.problem(
      ['transformation'],
      'the work would begin in this repository of tools, beside its targets, and a fleet has nothing like it: name the targets in repositories, and put the tools into the sandbox of the worker.',
    );
  } else if (Array.isArray(targets) ? targets.length > 0 : targets != null) {
    findings.problem(['targets'], 'targets belong to a transformation: name them in repositories.');
  }
}

function paceOf({ max_parallel: given }: TaskSettings, { groups }: Repositories, findings: Findings): Record<string, number> {
  const isGiven = typeof given === 'number' && given > 0;
  const parallel = isGiven ? given : there.maxParallel;
  const what = groups === undefined ? 'repositories' : 'groups';
  if (!isGiven) findings.note(`max_parallel is not given: ${parallel} ${what} at most are worked on at a time, as in Fleetlift.`);
  const most = Math.min(parallel, limits.maxConcurrency);
  if (most < parallel) {
    findings.differs(
      ['max_parallel'],
      `${limits.maxConcurrency.toLocaleString('en-US')} ${what} at most are worked on at a time`,
    );
  }
  return { max_concurrency: most, ...(groups === undefined ? {} : { max_concurrent_groups: Math.min(most, limits.groups) }) };
}

function timeoutOf({ timeout }: TaskSettings, findings: Findings): number | undefined {
  const at = ['timeout'];
  if (timeout === undefined || timeout === null || timeout === '') {
    findings.note('timeout is not given: an attempt of a target may take 30 minutes, as in Fleetlift.');
    return there.timeoutS;
  }
  const seconds = goSeconds(timeout);
  if (seconds === undefined) findings.problem(at, 'timeout must be a duration such as 90s, 30m or 1h30m.');
  else if (!timeoutSeconds.safeParse(seconds).success) {
    findings.problem(at, 'an attempt of a target may take 1m to 8h30m: write a time between these.');
  }
  return seconds;
}

/** Without a threshold nothing stops there. It is judged from the first group on, and nothing else stops the launches. */
function failureOf(value: unknown, hasGroups: boolean, findings: Findings): object | null {
  const at = ['failure'];
  const raw = value === undefined || value === null ? {} : findings.read(failureObject, value, at);
  if (raw === undefined) return null;
  tellOtherKeys(findings, 'failure', raw, at);
  const { threshold_percent: percent, action } = raw;
  if (!percent) {
    const told = percent === 0 ? 'failure.threshold_percent is 0' : 'failure.threshold_percent is not given';
    findings.note(`${told}: failures never stop the fleet, as in Fleetlift.`);
    if (action) findings.leftOut([...at, 'action'], 'without a threshold nothing is paused or aborted');
    return null;
  }
  return {
    threshold_percent: percent,
    min_finished: 1,
    uniform_early_failure: 0,
    unit: hasGroups ? 'group' : 'target',
    action: action === 'abort' ? 'abort' : 'pause',
  };
}

/** There a person approves each change before its pull request, unless the file says otherwise. A report changes nothing. */
function publishOf({ require_approval: given }: TaskSettings, mode: unknown, findings: Findings): { publish?: 'review' } {
  if (given === false || mode === 'report') return {};
  const absent = given === undefined || given === null ? 'require_approval is not given, which means true there: ' : '';
  findings.note(
    `${absent}a person looks at what each target changed, and approves it (fleet approve), before pull requests are opened: publish is review.`,
  );
  return { publish: 'review' };
}
