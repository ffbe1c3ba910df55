/**
 * Finds the first text of a task that is too long with what other targets passed on. The submit has checked all other texts, but it
 * cannot know these. Such a task is not asked for: the same text would be too long at each try, so its target fails.
 */
import { utf8Bytes } from '../../core/text/utf8-bytes.ts';
import type { ValueMap } from '../../contracts/fields.ts';
import { limits } from '../../contracts/limits.ts';

/** Why a task cannot be asked for. */
export interface TooLong {
  readonly code: 'DESCRIPTION_TOO_LONG' | 'VALUE_TOO_LONG' | 'NO_PULL_REQUEST' | 'UNKNOWN_PLACEHOLDER';
  readonly message: string;
}

interface Texts {
  readonly description: string | null;
  readonly params: ValueMap;
  readonly vars: ValueMap;
  /** Of each repository. */
  readonly pullRequests: readonly { readonly title?: string | undefined; readonly body?: string | undefined }[];
}

export function tooLong({ description, params, vars, pullRequests }: Texts): TooLong | undefined {
  if (description !== null && description.length > limits.taskDescription) {
    return { code: 'DESCRIPTION_TOO_LONG', message: sentence('task_description', description.length, limits.taskDescription) };
  }
  const message =
    problemOfMap('params', params) ??
    problemOfMap('vars', vars) ??
    firstOf(pullRequests, ({ title }) => problemOf('pull_request.title', title, limits.pullRequestTitle)) ??
    firstOf(pullRequests, ({ body }) => problemOf('pull_request.body', body, limits.pullRequestBody)) ??
    problemOfAll(pullRequests);
  return message === undefined ? undefined : { code: 'VALUE_TOO_LONG', message };
}

function firstOf<T>(all: readonly T[], problemOfOne: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const problem = problemOfOne(one);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfAll(pullRequests: Texts['pullRequests']): string | undefined {
  const length = pullRequests.reduce((sum, { title = '', body = '' }) => sum + title.length + body.length, 0);
  if (pullRequests.length < 2 || length <= limits.sharedTexts) return undefined;
  return sentence('pull_request of all repositories together', length, limits.sharedTexts);
}

function problemOfMap(name: string, values: ValueMap): string | undefined {
  for (const [key, value] of Object.entries(values)) {
    const problem = typeof value === 'string' ? problemOf(`${name}.${key}`, value, limits.mapValue) : undefined;
    if (problem !== undefined) return problem;
  }
  const bytes = utf8Bytes(JSON.stringify(values));
  return bytes > limits.mapBytes ? sentence(name, bytes, limits.mapBytes, 'bytes as JSON') : undefined;
}

const problemOf = (name: string, text: string | undefined, most: number): string | undefined =>
  text !== undefined && text.length > most ? sentence(name, text.length, most) : undefined;

const sentence = (name: string, length: number, most: number, unit = 'characters'): string =>
  `${name} has ${length.toLocaleString('en')} ${unit} with what other targets passed on, and may have ${most.toLocaleString('en')}. ` +
  'Insert less of it, or let those targets pass on shorter values, then submit again.';
