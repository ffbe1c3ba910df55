/** Waits until the checks of a commit have passed, within the time limit of the task. The lease is renewed meanwhile (hold-task.ts). */
import { setTimeout as pause } from 'node:timers/promises';
import { done, failures, type Step } from '../failure.ts';
import type { Checks, Forge } from '../forge/forge.ts';
import type { Job } from './job.ts';
import { mergeFailures } from './merge-failures.ts';

export interface CheckedHead {
  readonly forge: Forge;
  readonly head: string;
  /** The branch that it is to be merged into. */
  readonly base: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

export async function waitForChecks(job: Job, { forge, head, base, deadline }: CheckedHead): Promise<Step<void>> {
  const { signal, output, task } = job;
  const { pollMs, startMs } = job.merging;
  const begun = Date.now();
  let told = '';
  for (;;) {
    const read = await forge.checks(head, base, signal);
    if (!read.ok) return read;
    const { failed, missing, running } = read.value;
    if (failed.length > 0) return mergeFailures.checksFailed(head, failed, []);
    const awaited = running.length > 0 || Date.now() - begun < startMs ? [...running, ...missing] : [];
    if (awaited.length === 0) return missing.length > 0 ? mergeFailures.checksFailed(head, [], missing) : passed(job, read.value);
    const names = awaited.join(', ');
    if (Date.now() + pollMs > deadline) {
      return failures.timeout(`The time limit of ${task.timeout_s} s was reached while these checks were running: ${names}.`);
    }
    if (names !== told) output.append(`Waits for the checks of ${head}: ${names}\n`);
    told = names;
    await pause(pollMs, undefined, { signal });
  }
}

function passed({ output }: Job, { passed: names }: Checks): Step<void> {
  const found =
    names.length === 0 ? 'The commit has no checks, and its base branch asks for none' : `Passed: ${names.join(', ')}`;
  output.append(`${found}\n`);
  return done(undefined);
}
