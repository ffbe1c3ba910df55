/** Name and e-mail address in the commits that the worker makes: those of worker.yaml, else the product's. */
import type { WorkerConfig } from '../../contracts/worker-config.ts';

export interface Committer {
  readonly name: string;
  readonly email: string;
}

export const committerOf = ({ git }: WorkerConfig): Committer => ({
  name: git.user_name ?? 'bgagent',
  email: git.user_email ?? 'bgagent@localhost',
});
