/** Git for a task: with its login and its secrets, until it is stopped, and patient with a forge that does not serve it for a moment. */
import { createGit, type Git, type GitFolder } from '../git/git.ts';
import { patientGit } from '../git/patient-git.ts';
import type { Remote } from '../git/remote.ts';
import type { Job } from './job.ts';

export const gitFor =
  ({ environment, secrets, signal, log }: Pick<Job, 'environment' | 'secrets' | 'signal' | 'log'>) =>
  (at: GitFolder, remote: Remote): Git =>
    patientGit(createGit({ at, remote, environment, secrets, signal }), { signal, log });
