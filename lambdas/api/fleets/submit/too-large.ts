/** Refuses a fleet that is too large by the lengths of its lists alone, before their content is read. */
import type { ApiError, Problem } from '../../../../contracts/http/errors.ts';
import { limits } from '../../../../contracts/limits.ts';
import { validationError } from '../../answer.ts';

export interface FleetSize {
  readonly targets: number;
  readonly groups: number;
  /** How deep groups are nested. */
  readonly depth: number;
}

/** @param holder the body of a submit, or a group in it, unchecked; a value that is not a list counts as an empty one */
export function sizeOf(holder: unknown): FleetSize {
  const targets = listIn(holder, 'targets').length;
  const groups = listIn(holder, 'groups');
  const inner = groups.length > limits.groups ? [] : groups.map(sizeOf);
  return {
    targets: inner.reduce((sum, group) => sum + group.targets, targets),
    groups: inner.reduce((sum, group) => sum + group.groups, groups.length),
    depth: groups.length === 0 ? 0 : 1 + inner.reduce((most, { depth }) => Math.max(most, depth), 0),
  };
}

function listIn(holder: unknown, key: 'targets' | 'groups'): readonly unknown[] {
  // Every key of an object can be read: a missing one is undefined.
  const list = typeof holder === 'object' && holder !== null ? (holder as Readonly<Record<string, unknown>>)[key] : undefined;
  return Array.isArray(list) ? list : [];
}

/**
 * The error for a fleet of this size; undefined if the size is allowed.
 * @param selected how many of the targets its selector chose
 */
export function tooLarge({ targets, groups, depth }: FleetSize, selected = 0): ApiError | undefined {
  if (groups > limits.groups || depth > limits.groupDepth) return validationError([tooManyGroups]);
  if (targets <= limits.targets) return undefined;
  const [whatHelps, path] = selected > 0 ? [ofSelector(selected), '/selector'] : ['Split it.', '/targets'];
  const message = `The fleet has ${shown(targets)} targets, at most ${shown(limits.targets)} are allowed. ${whatHelps}`;
  return { code: 'TOO_MANY_TARGETS', message, details: [{ path, code: 'TOO_LONG', message }] };
}

const shown = (count: number): string => count.toLocaleString('en-US');
const ofSelector = (selected: number): string =>
  `The selector chose ${shown(selected)} of them: narrow it, exclude some, or give it a limit.`;

const tooManyGroups: Problem = {
  path: '/groups',
  code: 'TOO_LONG',
  message: `There may be ${limits.groups} groups at most, nested ${limits.groupDepth} deep at most.`,
};
