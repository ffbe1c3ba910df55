/** Reads what a process is to do that does one task. The launch token is a secret: it does not stay in the environment of the process. */
import * as z from 'zod';
import { ulid } from '../../contracts/messages.ts';
import { WorkerConfigError } from '../read-config.ts';

export interface OneTaskOptions {
  readonly apiUrl: string;
  readonly taskId: string;
  readonly launchToken: string;
  /** The text of worker.yaml; undefined: the file in the configuration folder, if there is one. */
  readonly workerYaml: string | undefined;
  /** Folder for the sandboxes; undefined: the system's folder for temporary files. */
  readonly workDir: string | undefined;
  /** The worker's own environment, without the token. */
  readonly environment: NodeJS.ProcessEnv;
}

const variables = z.object({
  BGAGENT_API_URL: z.url({ protocol: /^https?$/, error: 'must be the http or https URL of the API' }),
  BGAGENT_TASK_ID: ulid,
  BGAGENT_LAUNCH_TOKEN: z.string('is not set').min(1, 'is empty'),
  BGAGENT_WORKER_YAML: z.string().optional(),
  BGAGENT_WORK_DIR: z.string().startsWith('/', 'must be an absolute path').optional(),
});

/**
 * @param environment that of the process: the token is removed from it
 * @throws WorkerConfigError that names every variable that is missing or wrong
 */
export function readOneTask(environment: NodeJS.ProcessEnv): OneTaskOptions {
  const read = variables.safeParse(environment);
  delete environment['BGAGENT_LAUNCH_TOKEN'];
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new WorkerConfigError(`A worker that does one task reads variables: ${problems.join('; ')}`);
  }
  return {
    apiUrl: read.data.BGAGENT_API_URL,
    taskId: read.data.BGAGENT_TASK_ID,
    launchToken: read.data.BGAGENT_LAUNCH_TOKEN,
    workerYaml: read.data.BGAGENT_WORKER_YAML,
    workDir: read.data.BGAGENT_WORK_DIR,
    environment: { ...environment },
  };
}
