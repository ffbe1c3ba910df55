/**
 * Which targets of a fleet are shown: a filter as it stands in the address, and the ordinals that fit it.
 * Statuses, classes, groups and who waits are told by the states of the fleet alone; a text, and groups of failures or changes, only by the API.
 * Example: `?status=failed,lost&group=payments` → the failed and lost targets of the group payments and of the groups in it.
 */
import { allGroups } from '../words/all-groups.ts';
import { failureClasses, type FailureClass } from '../../core/failure.ts';
import { targetStatuses, type TargetStatus } from '../../core/fleet.ts';
import type { GroupView } from '../../contracts/http/fleet.ts';
import { statusLetters, type StatesView } from '../../contracts/http/states.ts';
import { statusSlug } from '../words/status-words.ts';

export interface TargetFilter {
  /** Empty: any. */
  readonly statuses: readonly TargetStatus[];
  /** Empty: any. */
  readonly classes: readonly FailureClass[];
  /** '': any. */
  readonly group: string;
  /** '': any. */
  readonly text: string;
  /** Only targets that wait for a person. */
  readonly waiting: boolean;
  /** The signature of a group of failures, or its beginning; '': any. */
  readonly failureGroup: string;
  /** The hash of a change, or its beginning; '': any. */
  readonly changeGroup: string;
}

export const everyTarget: TargetFilter = {
  statuses: [],
  classes: [],
  group: '',
  text: '',
  waiting: false,
  failureGroup: '',
  changeGroup: '',
};

/** The names in the address. */
export const filterNames = ['status', 'class', 'group', 'q', 'waiting', 'failure_group', 'change_group'] as const;
export type FilterName = (typeof filterNames)[number];

/** Words that the page does not know are left out: an address may be from a newer one. */
export function readFilter(valueOf: (name: FilterName) => string | null): TargetFilter {
  const words = (name: FilterName): string[] => (valueOf(name) ?? '').split(',').map((word) => word.trim());
  const statuses = words('status').map((word) => word.toUpperCase().replaceAll('-', '_'));
  const classes = words('class');
  return {
    statuses: targetStatuses.filter((status) => statuses.includes(status)),
    classes: failureClasses.filter((each) => classes.includes(each)),
    group: valueOf('group') ?? '',
    text: (valueOf('q') ?? '').trim(),
    waiting: valueOf('waiting') === 'true',
    failureGroup: valueOf('failure_group') ?? '',
    changeGroup: valueOf('change_group') ?? '',
  };
}

/** The values in the address; undefined: the name is not in it. */
export function writeFilter(filter: TargetFilter): Record<FilterName, string | undefined> {
  const given = (text: string): string | undefined => (text === '' ? undefined : text);
  return {
    status: given(filter.statuses.map(statusSlug).join(',')),
    class: given(filter.classes.join(',')),
    group: given(filter.group),
    q: given(filter.text),
    waiting: filter.waiting ? 'true' : undefined,
    failure_group: given(filter.failureGroup),
    change_group: given(filter.changeGroup),
  };
}

export const isEveryTarget = (filter: TargetFilter): boolean =>
  Object.values(writeFilter(filter)).every((value) => value === undefined);

/** Whether the API has to say which targets fit. */
export const asksApi = ({ text, failureGroup, changeGroup }: TargetFilter): boolean =>
  text !== '' || failureGroup !== '' || changeGroup !== '';

/** The filter as a query of the list of targets. */
export const filterQuery = ({ statuses, classes, group, text, waiting, failureGroup, changeGroup }: TargetFilter) => ({
  ...(statuses.length === 0 ? {} : { status: statuses.join(',') }),
  ...(classes.length === 0 ? {} : { class: classes.join(',') }),
  ...(group === '' ? {} : { group }),
  ...(text === '' ? {} : { q: text }),
  ...(waiting ? { waiting: 'true' as const } : {}),
  ...(failureGroup === '' ? {} : { failure_group: failureGroup }),
  ...(changeGroup === '' ? {} : { change_group: changeGroup }),
});

const statusOfLetter = new Map(targetStatuses.map((status) => [statusLetters[status], status]));

/** The statuses by ordinal. A letter of a newer service counts as PENDING. */
export const statusesOf = ({ states }: Pick<StatesView, 'states'>): TargetStatus[] =>
  Array.from(states, (letter) => statusOfLetter.get(letter) ?? 'PENDING');

export interface FleetStates {
  readonly statuses: readonly TargetStatus[];
  readonly classes: readonly (FailureClass | null)[];
  readonly waiting: readonly number[];
  readonly groups: readonly GroupView[];
}

/** The ordinals that fit, apart from what only the API tells. A group that the fleet does not have has none. */
export function fittingOrdinals({ statuses, classes, waiting, groups }: FleetStates, filter: TargetFilter): number[] {
  const [from, to] = rangeOfGroup(groups, filter.group, statuses.length);
  const waits = filter.waiting ? new Set(waiting) : undefined;
  const fitting: number[] = [];
  for (let ordinal = from; ordinal < Math.min(to, statuses.length); ordinal += 1) {
    if (!isAmong(filter.statuses, statuses[ordinal]) || !isAmong(filter.classes, classes[ordinal])) continue;
    if (waits?.has(ordinal) !== false) fitting.push(ordinal);
  }
  return fitting;
}

/** An empty choice has everything in it. */
const isAmong = <T>(choice: readonly T[], value: T | null | undefined): boolean =>
  choice.length === 0 || choice.some((each) => each === value);

function rangeOfGroup(groups: readonly GroupView[], path: string, total: number): [from: number, to: number] {
  if (path === '') return [0, total];
  const group = allGroups(groups).find((each) => each.path === path);
  return group === undefined ? [0, 0] : [group.from, group.to];
}
