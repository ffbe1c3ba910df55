/**
 * Takes the commits that the work made itself into the worker's own git folder, as a forge takes a push: the work's side packs
 * them, as one more command in the sandbox, and of the pack each object is checked against its id when it is read.
 */
import { createReadStream, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Clone } from '../git/clone.ts';
import type { Base } from '../git/commit.ts';
import { done, failed, failures, type Step } from '../failure.ts';
import type { Job } from './job.ts';
import { openPlainFile } from '../sandbox/open-plain-file.ts';
import { runCommand } from '../sandbox/run-command.ts';
import { createTaskOutput } from '../sandbox/task-output.ts';
import { workEnvironment } from '../sandbox/variables.ts';

/** Says the id of HEAD and packs what is reachable from there, but not from the commits that both have. */
const script = `git rev-parse --verify 'HEAD^{commit}' || exit
pack=$1; shift
printf '%s\\n' HEAD --not "$@" | git pack-objects --quiet --revs --thin --stdout > "$pack"`;

/** @param deadline until when the work must have handed over, epoch milliseconds. Answers the commit that the work left at HEAD. */
export async function takeCommits(job: Job, clone: Clone, deadline: number): Promise<Step<Base>> {
  const { task, sandbox, environment, secrets, signal } = job;
  // A new folder, so that nothing can lie in wait in it.
  const pack = join(mkdtempSync(join(sandbox.folder, 'commits-')), 'pack');
  const argv = ['sh', '-c', script, 'sh', pack, ...clone.known];
  const said = createTaskOutput(secrets);
  const timeoutMs = Math.max(1, deadline - Date.now());
  const end = await runCommand({ argv, env: workEnvironment(task, sandbox, environment), timeoutMs, signal }, sandbox, said);
  const head = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/m.exec(said.text())?.[0];
  if (end.kind !== 'exited' || end.exitCode !== 0 || head === undefined) return unreadable(said.tail(500));
  const file = openPlainFile(pack);
  if (file.kind !== 'open') return unreadable('its pack is no file');
  return readPack(clone, head, createReadStream('', { fd: file.descriptor }));
}

const unreadable = (why: string) =>
  failed(failures.agent(`The commits that the work left in the clone could not be read: ${why.trim()}`));

/** @param pack is closed when it was read */
async function readPack({ git, known }: Clone, head: string, pack: Readable): Promise<Step<Base>> {
  const taken = await git.run(['index-pack', '--stdin', '--fix-thin'], { input: pack }).finally(() => pack.destroy());
  if (!taken.ok) return unreadable(taken.stderr);
  const whole = await git.run(['rev-list', '--objects', '--quiet', head, '--not', ...known]);
  if (!whole.ok) return unreadable(whole.stderr);
  // What the work did not commit is told from what it did.
  const index = await git.run(['read-tree', head]);
  const tree = await git.run(['rev-parse', `${head}^{tree}`]);
  return index.ok && tree.ok ? done({ commit: head, tree: tree.stdout }) : unreadable(index.stderr + tree.stderr);
}
