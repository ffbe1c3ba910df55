/**
 * The workflow `repo/inspect-v1`: prints files of the branch as JSON, and changes nothing (semantics 16). No agent and no command runs.
 * Invariant: the output is one JSON value, whatever the files hold.
 * Example: {"repo": "acme/api", "branch": "main", "commit": "…", "files": [{"path": "tasks.md", "bytes": 9, "content": "## A\n…"}], "problems": []}.
 */
import { isUtf8 } from 'node:buffer';
import type { InspectedFile, InspectOutput } from '../../../contracts/inspect-output.ts';
import { inspectedPaths, inspectLimits, wantsPaths } from '../../../contracts/inspect-params.ts';
import { utf8Bytes } from '../../../core/text/utf8-bytes.ts';
import { done, failures, type Step } from '../../failure.ts';
import type { Clone } from '../../git/clone.ts';
import { entriesOfCommit, readEntry } from '../../git/entries-of-commit.ts';
import { completedEnding, failureEnding, type Ending } from '../ending.ts';
import type { Job } from '../job.ts';
import { keptBefore } from '../review/kept-work.ts';
import { findFiles, problemAt, type FoundFiles } from './find-files.ts';

export async function inspectRepository(job: Job, clone: Clone): Promise<Ending> {
  const names = inspectedPaths(job.task.params);
  if (!names) return failureEnding(failures.request(wantsPaths, 'Submit it with params.paths.'));
  await job.running();
  const entries = await entriesOfCommit(clone.git, clone.base);
  if (!entries.ok) return failureEnding(entries);
  const read = await readFiles(job, clone, findFiles(names, entries.value));
  if (!read.ok) return failureEnding(read);
  const { baseBranch: branch, base: commit } = clone;
  const found: InspectOutput = { repo: job.task.repo, branch, commit, ...read.value };
  job.output.append(`${JSON.stringify(found)}\n`);
  return completedEnding({}, { outcome: 'no_changes', ...keptBefore(job, clone, {}) });
}

type Inspected = Pick<InspectOutput, 'files' | 'problems'>;

async function readFiles({ secrets }: Job, { git }: Clone, found: FoundFiles): Promise<Step<Inspected>> {
  const files: InspectedFile[] = [];
  const problems = [...found.problems];
  let room: number = inspectLimits.jsonBytes;
  for (const entry of found.files) {
    const read = await readEntry(git, entry);
    if (!read.ok) return read;
    const { path, bytes } = entry;
    if (!isUtf8(read.value) || read.value.includes(0)) {
      problems.push(problemAt(path, 'BINARY', 'is no text in UTF-8.'));
      continue;
    }
    const file = { path, bytes, content: secrets.mask(read.value.toString('utf8')) };
    const needed = utf8Bytes(JSON.stringify(file));
    if (needed > room) problems.push(problemAt(path, 'NO_ROOM', 'is left out: all files together are too large. Name fewer.'));
    else {
      files.push(file);
      room -= needed;
    }
  }
  return done({ files, problems });
}
