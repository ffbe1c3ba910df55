/** Makes a target of a job: its description, its work or verifiers, its dependencies, and the branch that it starts from. */
import { limits } from '../../../contracts/limits.ts';
import type { Findings } from '../findings.ts';
import { asTemplate } from '../as-template.ts';
import { describeJob } from './describe-job.ts';
import type { Job } from './read-plan.ts';
import type { CommandWork } from './read-work.ts';
import { type Dependency, dependencyOf, type Paths } from './references.ts';
import { argvFor, variables } from './shell-scripts.ts';

/** As the keys of a target in a request. */
export interface Target {
  readonly id: string;
  readonly repo: string;
  readonly task_description?: string;
  readonly depends_on?: readonly string[];
  readonly base?: string;
  readonly max_turns?: number;
  readonly vars?: Readonly<Record<string, string>>;
  readonly verifiers?: readonly { readonly name: string; readonly command: readonly string[] }[];
}

/** What all targets of the fleet share. */
export interface Fleet {
  readonly repo: string;
  /** Whether agents do the work; else the fleet's command runs that of each target. */
  readonly forAgents: boolean;
  /** Whether a target must say which shell its work is for. */
  readonly hasSeveralShells: boolean;
  readonly paths: Paths;
  readonly findings: Findings;
}

/** @param group path of the job's group; empty: none */
export function makeTarget(job: Job, group: string, fleet: Fleet): Target {
  const description = describeJob(job, fleet.forAgents);
  checkDescription(job, description, fleet);
  return {
    id: job.id,
    repo: fleet.repo,
    ...(description === '' ? {} : { task_description: asTemplate(description) }),
    ...orderOf(job, group, fleet),
    ...(job.work?.kind === 'agent' && job.work.maxTurns !== null ? { max_turns: job.work.maxTurns } : {}),
    ...(fleet.forAgents ? {} : { vars: varsOf(job, fleet) }),
    ...verifiersOf(job, fleet),
  };
}

function checkDescription({ at }: Job, { length }: string, { forAgents, findings }: Fleet): void {
  const most = limits.taskDescription.toLocaleString('en');
  if (length > limits.taskDescription) {
    findings.problem(
      at,
      `task and instructions have ${length.toLocaleString('en')} characters together, and a target's description ${most} at most.`,
    );
  }
  if (forAgents && length === 0) findings.problem([...at, 'task'], 'there are no words for the agent: write a task.');
}

function orderOf(job: Job, group: string, { paths, findings }: Fleet): Pick<Target, 'depends_on' | 'base'> {
  if (job.dependencies.length === 0) return {};
  const dependencies = job.dependencies.map((written) => dependencyOf(written, group, paths));
  const base = baseOf(job, dependencies, findings);
  return { depends_on: dependencies.map(({ reference }) => reference), ...(base === undefined ? {} : { base }) };
}

/** A job of the plan starts from the commits of the jobs that it depends on; a target can start from one branch. */
function baseOf(job: Job, dependencies: readonly Dependency[], findings: Findings): string | undefined {
  const changing = dependencies.filter(({ job: one }) => one !== undefined && !one.expectsNoChanges);
  const [first, ...others] = changing.filter(({ job: one }, at) => changing.findIndex((other) => other.job === one) === at);
  if (others.length === 0) return first?.job === job ? undefined : first?.reference;
  findings.differs(
    [...job.at, 'dependencies'],
    'it starts from the default branch, without the changes of the jobs that it waits for, because it waits for several; ' +
      'its own tool would merge them. To start from one of them, give the target a base',
  );
  return undefined;
}

function varsOf({ work, prechecks, at }: Job, { hasSeveralShells, findings }: Fleet): Record<string, string> {
  if (work === undefined) findings.differs(at, 'the job has no work, so its target only runs the command "true"');
  const own: Pick<CommandWork, 'text' | 'shell'> = work?.kind === 'command' ? work : { text: 'true', shell: 'sh' };
  const check = prechecks?.kind === 'command' ? prechecks : undefined;
  return {
    [variables.work]: own.text,
    ...(hasSeveralShells ? { [variables.shell]: own.shell } : {}),
    ...(check === undefined ? {} : { [variables.precheck]: check.text }),
    ...(check === undefined || !hasSeveralShells ? {} : { [variables.precheckShell]: check.shell }),
  };
}

function verifiersOf({ postchecks, prechecks, at }: Job, { forAgents, findings }: Fleet): Pick<Target, 'verifiers'> {
  const byAgent = 'only a command can check; an agent cannot';
  if (prechecks?.kind === 'agent') findings.leftOut([...at, 'prechecks'], byAgent);
  else if (prechecks && forAgents) findings.leftOut([...at, 'prechecks'], 'nothing can run before the work of an agent');
  if (postchecks?.kind === 'agent') findings.leftOut([...at, 'postchecks'], byAgent);
  if (postchecks?.kind !== 'command') return {};
  return { verifiers: [{ name: 'postchecks', command: argvFor(postchecks.shell, postchecks.text) }] };
}
