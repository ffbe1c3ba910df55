/**
 * Takes the commits that the work made itself into the worker's own git folder, as a forge takes a push: the work's side packs
 * them, as one more command in the sandbox, and of the pack each object is checked against its id when it is read.
 */
import { constants, fstatSync, mkdtempSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clone } from './clone.ts';
import type { Base } from './commit.ts';
import { done, failed, failures, type Step } from './failure.ts';
import type { Job } from './job.ts';
import { runCommand } from './run-command.ts';
import { createTaskOutput } from './task-output.ts';
import { workEnvironment } from './variables.ts';

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
  const file = await openFile(pack);
  return file ? await readPack(clone, head, file).finally(() => file.close()) : unreadable('its pack is no file');
}

const unreadable = (why: string) =>
  failed(failures.agent(`The commits that the work left in the clone could not be read: ${why.trim()}`));

async function readPack({ git, known }: Clone, head: string, file: FileHandle): Promise<Step<Base>> {
  const taken = await git.run(['index-pack', '--stdin', '--fix-thin'], { input: file.createReadStream({ autoClose: false }) });
  if (!taken.ok) return unreadable(taken.stderr);
  const whole = await git.run(['rev-list', '--objects', '--quiet', head, '--not', ...known]);
  if (!whole.ok) return unreadable(whole.stderr);
  // What the work did not commit is told from what it did.
  const index = await git.run(['read-tree', head]);
  const tree = await git.run(['rev-parse', `${head}^{tree}`]);
  return index.ok && tree.ok ? done({ commit: head, tree: tree.stdout }) : unreadable(index.stderr + tree.stderr);
}

/** Undefined for whatever else the work put in its place: a link, or a pipe that would never end. */
async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (fstatSync(file.fd).isFile()) return file;
    await file.close();
  } catch {
    // Not there, or a link.
  }
  return undefined;
}
