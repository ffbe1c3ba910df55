/**
 * The environment of the work: a clean one (PATH, HOME, LANG, TMPDIR) and the task's values, each in a variable, so that no
 * value is ever part of a command line (architecture.md, The worker).
 */
import type { TaskRow } from '../../contracts/task.ts';
import type { ValueMap } from '../../contracts/fields.ts';
import type { Sandbox } from './sandbox.ts';

type Variables = Record<string, string>;

const inherited = ['PATH', 'HOME', 'LANG'] as const;

/** @param source the worker's own environment, of which only what every program needs is taken */
export function workEnvironment(task: TaskRow, sandbox: Sandbox, source: NodeJS.ProcessEnv): Variables {
  const metadata = task.channel_metadata;
  return {
    ...pick(source),
    TMPDIR: sandbox.tmp,
    ...prefixed('BGAGENT_PARAM_', task.params),
    ...prefixed('BGAGENT_VAR_', task.vars),
    ...(task.repo === null ? {} : { BGAGENT_REPO: task.repo }),
    BGAGENT_TASK_ID: task.task_id,
    ...(metadata ? { BGAGENT_FLEET_ID: metadata.fleet_id, BGAGENT_TARGET: metadata.target } : {}),
    BGAGENT_ATTEMPT: String(metadata?.attempt ?? 1),
    BGAGENT_RESULT: sandbox.resultFile,
  };
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
