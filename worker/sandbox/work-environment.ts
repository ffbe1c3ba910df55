/**
 * The environment variables of the work: the few that every program needs (PATH, HOME, LANG, TMPDIR), and each value of the task
 * in a variable of its own, so that no value becomes part of a command line (architecture.md, The worker). In bubblewrap the walls replace
 * HOME, and add the variables of their proxy.
 */
import type { ValueMap } from '../../contracts/fields.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { Sandbox } from './sandbox.ts';

type Variables = Record<string, string>;

const inherited = ['PATH', 'HOME', 'LANG'] as const;

interface WorkOfTask {
  readonly task: TaskRow;
  readonly sandbox: Sandbox;
  /** The worker's own environment, of which only PATH, HOME and LANG are taken. */
  readonly environment: NodeJS.ProcessEnv;
}

export function workEnvironment({ task, sandbox, environment }: WorkOfTask): Variables {
  const metadata = task.channel_metadata;
  return {
    ...pick(environment),
    TMPDIR: sandbox.tmp,
    ...prefixed('BGAGENT_PARAM_', task.params),
    ...prefixed('BGAGENT_VAR_', task.vars),
    ...repositoriesOf(task),
    BGAGENT_TASK_ID: task.task_id,
    ...(metadata ? { BGAGENT_FLEET_ID: metadata.fleet_id, BGAGENT_TARGET: metadata.target } : {}),
    BGAGENT_ATTEMPT: String(metadata?.attempt ?? 1),
    BGAGENT_RESULT: sandbox.resultFile,
    ...steeringOf(task),
  };
}

/** What a person said last in a review, for a command that reads no prompt. */
function steeringOf({ steering = [] }: TaskRow): Variables {
  const newest = steering.at(-1);
  return newest === undefined ? {} : { BGAGENT_STEERING: newest };
}

/** No name of a repository and no folder has a space. */
function repositoriesOf({ repo, shared_repos: shared }: TaskRow): Variables {
  if (shared) {
    return {
      BGAGENT_REPOS: shared.map((each) => each.repo).join(' '),
      BGAGENT_FOLDERS: shared.map(({ folder }) => folder).join(' '),
    };
  }
  return repo === null ? {} : { BGAGENT_REPO: repo };
}

function pick(source: NodeJS.ProcessEnv): Variables {
  const picked: Variables = { LANG: 'C.UTF-8' };
  for (const name of inherited) {
    const value = source[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

const prefixed = (prefix: string, values: ValueMap): Variables =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${key}`, String(value)]));
