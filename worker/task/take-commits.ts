/**
 * Takes the commits that the work made itself into the worker's own git folder, in the way in which a forge takes a push: a command
 * in the sandbox packs them, and the worker's git reads the pack and checks each object against its id.
 */
import { createReadStream, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { done, failures, type Failed, type Step } from '../failure.ts';
import type { Clone } from '../git/clone.ts';
import type { Base } from '../git/commit.ts';
import { openPlainFile } from '../sandbox/open-plain-file.ts';
import { runCommand } from '../sandbox/run-command.ts';
import { createTaskOutput } from '../sandbox/task-output.ts';
import { workEnvironment } from '../sandbox/work-environment.ts';
import type { Job } from './job.ts';

/** Prints the id of HEAD, and packs the objects that are reachable from HEAD but not from the commits that the worker has. */
const script = `git rev-parse --verify 'HEAD^{commit}' || exit
pack=$1; shift
printf '%s\\n' HEAD --not "$@" | git pack-objects --quiet --revs --thin --stdout > "$pack"`;

/** Answers the commit that the work left at HEAD. @param deadline when the packing must have ended, epoch milliseconds */
export async function takeCommits(job: Job, clone: Clone, deadline: number): Promise<Step<Base>> {
  const { sandbox, secrets, signal } = job;
  // A new folder, so that the work cannot have put a file or a link in the place of the pack.
  const pack = join(mkdtempSync(join(sandbox.folder, 'commits-')), 'pack');
  const argv = ['sh', '-c', script, 'sh', pack, ...clone.known];
  const said = createTaskOutput(secrets);
  const timeoutMs = Math.max(1, deadline - Date.now());
  const end = await runCommand({ argv, env: workEnvironment(job), timeoutMs, signal }, sandbox, said);
  const head = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/m.exec(said.text())?.[0];
  if (end.kind !== 'exited' || end.exitCode !== 0 || head === undefined) return unreadable(said.tail(500));
  const file = openPlainFile(pack);
  if (file.kind !== 'open') return unreadable('the pack is not a regular file');
  return readPack(clone, head, createReadStream('', { fd: file.descriptor }));
}

const unreadable = (why: string): Failed =>
  failures.agent(`The commits that the work left in the clone could not be read: ${why.trim()}`);

/** @param pack closed in any case */
async function readPack({ git, known }: Clone, head: string, pack: Readable): Promise<Step<Base>> {
  const taken = await git.run(['index-pack', '--stdin', '--fix-thin'], { input: pack }).finally(() => pack.destroy());
  if (!taken.ok) return unreadable(taken.stderr);
  const whole = await git.run(['rev-list', '--objects', '--quiet', head, '--not', ...known]);
  if (!whole.ok) return unreadable(whole.stderr);
  // The next commit holds the changes that the work did not commit: the difference of its files from this index.
  const index = await git.run(['read-tree', head]);
  const tree = await git.run(['rev-parse', `${head}^{tree}`]);
  return index.ok && tree.ok ? done({ commit: head, tree: tree.stdout }) : unreadable(index.stderr + tree.stderr);
}
