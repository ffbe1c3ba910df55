/**
 * Does a task whose repositories share its sandbox (semantics 25): clones them all, lets the work run once in the working folder, and
 * commits, checks and publishes what it left in each. Invariant: nothing is pushed before all commits were made and looked through.
 */
import { readdirSync } from 'node:fs';
import type { SharedRepoOfTask } from '../../../contracts/shared-repos.ts';
import type { Workflow } from '../../../contracts/workflows.ts';
import { printedText } from '../../text/printed-text.ts';
import type { SharedFolder } from '../branches.ts';
import { recordChange } from '../change/record-change.ts';
import { commitWork } from '../commit-work.ts';
import { askedEnding, failureEnding, type Ending } from '../ending.ts';
import { idleHeal, noCheck } from '../in-repository.ts';
import type { Job } from '../job.ts';
import { runWork, type BegunWork } from '../run-work.ts';
import { isKept, keepChange, verifierThatFailed, type FailedWork } from '../step/keep-failed.ts';
import { longestSaid } from '../step/reports.ts';
import { verify } from '../verify.ts';
import { cloneMembers, type Member } from './clone-members.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { failedIn } from './outcomes.ts';
import {
  beginningOf,
  changedTogether,
  checkedTogether,
  failedVerifierOf,
  keptTogether,
  messageOfChecks,
  outcomeOf,
  saidTogether,
  type Progress,
} from './progress.ts';
import { changedIn, publishTogether } from './publish-together.ts';

export async function doShared(given: Job, workflow: Workflow, shared: readonly SharedRepoOfTask[]): Promise<Ending> {
  const job = { ...given, finalizing: once(given.finalizing) };
  const cloned = await cloneMembers(job, workflow, shared);
  if (!cloned.ok) return cloned.ending;
  const together: Together = { job, workflow, all: cloned.members.map(beginningOf) };
  const told = { branches: undefined, shared: cloned.members.map(folderOf), batchText: '' };
  const worked = await runWork(job, workflow, told);
  if (!worked.ok) return worked.begun ? failedWork(together, { failed: worked, begun: worked.begun }) : failureEnding(worked);
  const { result } = worked.value;
  if (result.question !== undefined) return askedEnding(result, result.question);
  tellWhatLiesBeside(job, cloned.members);
  return commitAndCheck(together, worked.value);
}

/** The task moves once, whichever repository is pushed first. */
function once(act: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined;
  return () => (begun ??= act());
}

interface Together {
  readonly job: Job;
  readonly workflow: Workflow;
  readonly all: readonly Progress[];
}

const folderOf = ({ repo, folder, hydrated: { clone } }: Member): SharedFolder => ({
  ...{ repo, folder, branch: clone.branch, base: clone.baseBranch },
  hasWork: clone.tip !== undefined,
});

/** Names that the output tells. */
const mostNamed = 5;

function tellWhatLiesBeside({ sandbox, output, secrets }: Job, members: readonly Member[]): void {
  const folders = members.map(({ folder }) => folder);
  const beside = namesIn(sandbox.repo).filter((name) => !folders.includes(name));
  if (beside.length === 0) return;
  const more = beside.length - mostNamed;
  const named = secrets.mask(printedText(beside.slice(0, mostNamed).join(', ')));
  output.append(`\n(Not kept, because it lies in no repository: ${named}${more > 0 ? ` and ${more} more` : ''})\n`);
}

/** The work may have left anything there, also no folder. What then can be committed says more. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function commitAndCheck(together: Together, begun: BegunWork): Promise<Ending> {
  const { job, all } = together;
  for (const each of all) {
    const commit = await commitWork(each.member.job, each.member.hydrated, begun);
    if (commit.ok) each.commit = commit.value;
    else each.failed = commit;
  }
  // Without one of its parts the change is none that a check could be right about.
  if (all.some(({ failed }) => failed)) return publishTogether(job, all, begun.result);
  for (const each of all) {
    const { job: inIt, repo } = each.member;
    const verdict = await verify(inIt, { deadline: begun.deadline, build: true });
    if (!verdict.ok) return failedWork(together, { failed: failedIn(repo, verdict), begun });
    each.verdict = verdict.value;
  }
  const commit = all.find((each) => each.commit !== undefined)?.commit;
  const idle = idleHeal(job, { commit }, problemOf(all));
  if (!idle) return publishTogether(job, all, begun.result);
  const said = saidTogether(all);
  return failedWork(together, { failed: idle, begun, ...(said === '' ? {} : { said }) });
}

/** Undefined: there are checks, and all of them hold. */
const problemOf = (all: readonly Progress[]): string | undefined =>
  messageOfChecks(all) ?? (checkedTogether(all, 'buildPassed') === null ? noCheck : undefined);

/** Keeps what the failed work changed, in each repository as in that of any task. */
async function failedWork({ job, workflow, all }: Together, failing: FailedWork): Promise<Ending> {
  const { failed, begun, said = job.output.tail(longestSaid) } = failing;
  const ended = failureEnding(failed, begun.result);
  const ending = { ...ended, changes: { ...ended.changes, ...verifierThatFailed({ failedVerifier: failedVerifierOf(all) }) } };
  if (!isKept(job, failed)) return ending;
  const kept = await fewAtATime(all, async (each) => {
    const { hydrated, job: inIt } = each.member;
    const at = { workflow, hydrated, work: { task: inIt.task, batch: undefined, batchText: '' } };
    const { changes, ref } = await keepChange(inIt, at, { failed, begun, commit: each.commit });
    each.ref = ref;
    return changes;
  });
  const pushed = all.map((each, at) => ({ ...each, commit: kept[at]?.commit ?? undefined }));
  const repositories = pushed.map((each) => outcomeOf({ ...each, isPushed: each.commit !== undefined }, false));
  const change = await recordChange(job, pushed.map(changedIn));
  const changes = { ...changedTogether(all, kept), ...change, ...keptTogether(job, all, begun.result), repositories };
  return { ...ending, changes: { ...ending.changes, said, ...changes } };
}
