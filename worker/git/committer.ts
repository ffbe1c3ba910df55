import type { WorkerConfig } from '../../contracts/worker-config.ts';

/** Who makes the commits. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export const identityOf = ({ git }: WorkerConfig): Identity => ({
  name: git.user_name ?? 'bgagent',
  email: git.user_email ?? 'bgagent@localhost',
});
