/**
 * Makes the request of a fleet from a Copilot Orchestrator plan: groups stay groups, each job becomes a target in the plan's
 * repository, and dependencies stay dependencies. A fleet has one workflow: commands alone are run as commands, and where the plan has
 * work for an agent, agents do all of it.
 */
import { fleetDefaultWorkflow, shellWorkflow } from '../../../contracts/workflows.ts';
import { defaultSettings } from '../../../core/settings.ts';
import { paramsOfTexts } from '../as-template.ts';
import type { Findings } from '../findings.ts';
import { describeJob } from './describe-job.ts';
import { type Fleet, makeTarget, type Target } from './make-target.ts';
import { type Job, type Level, type Plan, readPlan } from './read-plan.ts';
import { pathsOf } from './references.ts';
import { fleetScript, type Shell } from './shell-scripts.ts';

interface Group {
  readonly name: string;
  readonly targets?: readonly Target[];
  readonly groups?: readonly Group[];
}

/** The request; undefined where the plan cannot be read. Problems are in the findings, and then the request is not to be used. */
export function convertCopilotPlan(value: unknown, repo: string, findings: Findings): Record<string, unknown> | undefined {
  const plan = readPlan(value, findings);
  if (plan === undefined) return undefined;
  const jobs = jobsOf(plan);
  if (jobs.length === 0 && findings.problems.length === 0) findings.problem([], 'it has no jobs: a fleet needs one at least.');
  const forAgents = jobs.some(({ work }) => work?.kind === 'agent');
  tellMixed(jobs, forAgents, findings);
  const shells = shellsOf(jobs);
  const fleet: Fleet = { repo, forAgents, hasSeveralShells: shells.length > 1, paths: pathsOf(plan), findings };
  return {
    ...(plan.settings.name ? { title: plan.settings.name } : {}),
    workflow_ref: forAgents ? fleetDefaultWorkflow : shellWorkflow,
    ...paramsOf(jobs, shells, forAgents),
    ...paceOf(plan, findings),
    ...makeLevel(plan, '', fleet),
  };
}

const jobsOf = ({ jobs, groups }: Level): Job[] => [...jobs, ...groups.flatMap(jobsOf)];

function tellMixed(jobs: readonly Job[], forAgents: boolean, findings: Findings): void {
  for (const { work, at } of forAgents ? jobs : []) {
    if (work === undefined) {
      findings.differs(at, 'the job has no work, and an agent gets its task, because a fleet has one workflow');
    }
    if (work?.kind === 'command') {
      findings.differs(
        [...at, 'work'],
        'an agent is asked to run this command, because a fleet has one workflow and the plan has work for agents',
      );
    }
  }
}

/** The shells of work and prechecks, each once. */
function shellsOf(jobs: readonly Job[]): readonly Shell[] {
  const shells = jobs.flatMap(({ work, prechecks }) => [
    work?.kind === 'command' ? work.shell : 'sh',
    ...(prechecks?.kind === 'command' ? [prechecks.shell] : []),
  ]);
  return [...new Set(shells)];
}

function paramsOf(jobs: readonly Job[], shells: readonly Shell[], forAgents: boolean): { params?: Record<string, string> } {
  const hasPrechecks = jobs.some(({ prechecks }) => prechecks?.kind === 'command');
  const texts = jobs.map((job) => describeJob(job, forAgents));
  const params = {
    ...(forAgents ? {} : { command: fleetScript({ shells, hasPrechecks }) }),
    ...paramsOfTexts(texts),
  };
  return Object.keys(params).length === 0 ? {} : { params };
}

function paceOf({ settings }: Plan, findings: Findings): Record<string, unknown> {
  const { maxParallel, startPaused } = settings;
  if (!maxParallel) {
    const given = maxParallel === 0 ? 'maxParallel is 0' : 'maxParallel is not given';
    findings.note(`${given}: ${defaultSettings.maxConcurrency} targets at most run at a time, the default of a fleet.`);
  }
  if (startPaused === null || startPaused === undefined) {
    findings.note('startPaused is not given: the fleet starts at once. With require_approval it waits until it is continued.');
  }
  return { ...(maxParallel ? { max_concurrency: maxParallel } : {}), ...(startPaused ? { require_approval: true } : {}) };
}

function makeLevel({ jobs, groups }: Level, path: string, fleet: Fleet): Omit<Group, 'name'> {
  const targets = jobs.map((job) => makeTarget(job, path, fleet));
  const inner = groups.map((group): Group => {
    const own = path === '' ? group.name : `${path}/${group.name}`;
    return { name: group.name, ...makeLevel(group, own, fleet) };
  });
  return { ...(targets.length > 0 ? { targets } : {}), ...(inner.length > 0 ? { groups: inner } : {}) };
}
