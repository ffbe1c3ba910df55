/** Tells the keys of a task file that a fleet has no place for, each with the reason, so that none is dropped silently. */
import { closest, distance } from 'fastest-levenshtein';
import type { Findings, Path } from '../findings.ts';
import {
  agenticObject,
  deterministicObject,
  executionObject,
  failureObject,
  groupObject,
  pullRequestObject,
  repositoryObject,
  taskObject,
  verifierObject,
} from './schema.ts';

const ofWorker = 'the sandbox is a setting of the worker (worker.yaml)';
const onlyShown = 'a fleet only has a title and labels: give it one with --label';
const ofReports = 'it belongs to reports, and a fleet makes changes';

/** The keys that are carried over, or refused by name elsewhere, and the reasons for those that Fleetlift has beside them. */
const parts = {
  task: {
    carried: [
      ...Object.keys(taskObject.shape),
      ...['mode', 'groups', 'repositories', 'transformation', 'targets', 'for_each', 'execution', 'failure', 'pull_request'],
    ],
    reasons: {
      id: 'a fleet gets an id when it is submitted',
      description: onlyShown,
      ticket_url: onlyShown,
      slack_channel: 'events of a fleet go to webhooks (notify.webhooks)',
      requester: 'the fleet belongs to the person who submits it',
      owner: 'the fleet belongs to the person who submits it',
      max_steering_iterations: 'a target is steered five times at most while it waits for its review (fleet steer)',
      sandbox: ofWorker,
      credentials: 'a worker has the logins of its forge and its agent (worker.yaml)',
      knowledge:
        'a fleet keeps no knowledge between runs: write what the agent should know into the prompt, or into the repositories',
    },
  },
  failure: { carried: Object.keys(failureObject.shape), reasons: {} },
  group: { carried: Object.keys(groupObject.shape), reasons: {} },
  repository: {
    carried: Object.keys(repositoryObject.shape),
    reasons: {
      branch: 'a target starts from the default branch of its repository (repo edit --default-branch)',
      setup:
        'a worker runs nothing after the clone: write these commands into the prompt or the command, or prepare the sandbox of the worker',
    },
  },
  execution: { carried: Object.keys(executionObject.shape), reasons: {} },
  agentic: {
    carried: Object.keys(agenticObject.shape),
    reasons: { output: ofReports },
  },
  limits: {
    carried: ['max_iterations', 'max_turns'],
    reasons: {
      max_tokens: 'a fleet limits the cost: --budget and --budget-per-target',
      max_verifier_retries: 'a failed verifier fails the attempt; with --heal the agent is told of it and tries again',
      max_file_reads: 'a failed verifier fails the attempt; with --heal the agent is told of it and tries again',
    },
  },
  deterministic: {
    carried: Object.keys(deterministicObject.shape).filter((key) => key !== 'image'),
    reasons: {
      image: 'the command runs in the sandbox of the worker (worker.yaml), which must have its program, not in this image',
    },
  },
  verifier: { carried: Object.keys(verifierObject.shape), reasons: {} },
  pullRequest: { carried: Object.keys(pullRequestObject.shape), reasons: {} },
} as const satisfies Readonly<Record<string, { carried: readonly string[]; reasons: Readonly<Record<string, string>> }>>;

/** @param value the part of the file, at its place */
export function tellOtherKeys(findings: Findings, part: keyof typeof parts, value: object, at: Path): void {
  const { carried, reasons }: { carried: readonly string[]; reasons: Readonly<Record<string, string>> } = parts[part];
  for (const [key, given] of Object.entries(value)) {
    if (carried.includes(key) || given === null) continue;
    const why = Object.hasOwn(reasons, key) ? reasons[key] : undefined;
    findings.leftOut([...at, key], why ?? unknown(key, [...carried, ...Object.keys(reasons)]));
  }
}

function unknown(key: string, known: readonly string[]): string {
  const near = closest(key, known);
  const meant = distance(key, near) <= Math.max(2, key.length / 4) ? `: did you mean ${near}?` : '';
  return `task files have no such key${meant}`;
}
