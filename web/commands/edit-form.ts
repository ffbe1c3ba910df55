/**
 * The settings that may be changed while a fleet goes on, as a form of texts; and from the form what an edit changes, field by field.
 * Only what differs from the fleet is sent. Of an object, such as the failure policy, the other parts stay as they are.
 */
import type * as z from 'zod';
import { editBody } from '../../contracts/http/command.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { quoteWords } from '../../core/text/quote-words.ts';
import { editing, type CommandRequest } from './body-of.ts';

export const editFields = [
  'title',
  'max_concurrency',
  'launches_per_minute',
  'threshold_percent',
  'threshold_count',
  'action',
  'fleet_usd',
  'target_usd',
  'labels',
] as const;
export type EditField = (typeof editFields)[number];
export type EditForm = Readonly<Record<EditField, string>>;

const text = (value: number | null | undefined): string => (value == null ? '' : String(value));

/** An empty field: not set. Labels: one a line. */
export const formOf = (fleet: FleetView): EditForm => ({
  title: fleet.title,
  max_concurrency: text(fleet.max_concurrency),
  launches_per_minute: text(fleet.launches_per_minute),
  threshold_percent: text(fleet.failure?.threshold_percent),
  threshold_count: text(fleet.failure?.threshold_count),
  action: fleet.failure?.action ?? 'pause',
  fleet_usd: text(fleet.budget?.fleet_usd),
  target_usd: text(fleet.budget?.target_usd),
  labels: Object.entries(fleet.labels)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n'),
});

export interface Change {
  readonly field: EditField;
  readonly before: string;
  readonly after: string;
}

/** Field by field, what differs from the fleet. */
export function changedFields(fleet: FleetView, form: EditForm): Change[] {
  const before = formOf(fleet);
  return editFields
    .map((field) => ({ field, before: before[field], after: form[field].trim() }))
    .filter((change) => change.before !== change.after);
}

type Body = z.input<typeof editBody>;

/** A text that is no number is NaN, which the schema refuses. */
const numberOr = <T>(given: string, none: T): number | T => (given.trim() === '' ? none : Number(given.trim()));

export function editBodyOf(fleet: FleetView, form: EditForm, reason: string): Body {
  const changed = new Set(changedFields(fleet, form).map(({ field }) => field));
  const any = (...fields: readonly EditField[]): boolean => fields.some((field) => changed.has(field));
  return {
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(any('title') ? { title: form.title.trim() } : {}),
    ...(any('max_concurrency') ? { max_concurrency: numberOr(form.max_concurrency, Number.NaN) } : {}),
    ...(any('launches_per_minute') ? { launches_per_minute: numberOr(form.launches_per_minute, null) } : {}),
    ...(any('threshold_percent', 'threshold_count', 'action') ? { failure: policyOfForm(fleet, form) } : {}),
    ...(any('fleet_usd', 'target_usd') ? { budget: budgetOfForm(changed, form) } : {}),
    ...(any('labels') ? { labels: labelsOf(form.labels) } : {}),
  };
}

/** Without a limit of its own there is no policy. */
function policyOfForm({ failure }: FleetView, form: EditForm): Body['failure'] {
  const percent = numberOr(form.threshold_percent, null);
  const count = numberOr(form.threshold_count, null);
  if (percent === null && count === null) return null;
  // The form offers these two.
  const action = form.action as 'pause' | 'abort';
  return { ...failure, threshold_percent: percent, threshold_count: count, action };
}

/** Without a sum for an attempt there is no budget. */
function budgetOfForm(changed: ReadonlySet<EditField>, form: EditForm): Body['budget'] {
  if (form.fleet_usd.trim() === '' && form.target_usd.trim() === '') return null;
  return {
    ...(changed.has('fleet_usd') ? { fleet_usd: numberOr(form.fleet_usd, null) } : {}),
    ...(changed.has('target_usd') && form.target_usd.trim() !== '' ? { target_usd: numberOr(form.target_usd, Number.NaN) } : {}),
  };
}

const labelsOf = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.includes('=') ? line.indexOf('=') : line.length;
        return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      }),
  );

export const editRequest = (fleet: FleetView, form: EditForm, reason: string): CommandRequest =>
  editing(editBodyOf(fleet, form, reason));

const fieldOfPath: Readonly<Record<string, EditField>> = { failure: 'threshold_percent', budget: 'fleet_usd' };

/** What is wrong with each field, as the API would say. */
export function editProblems(fleet: FleetView, form: EditForm): Partial<Record<EditField, string>> {
  const read = editBody.safeParse(editBodyOf(fleet, form, ''));
  const found = (read.success ? [] : read.error.issues).map(({ path, message }): [string, string] => {
    const [first, second] = path.map(String);
    const field =
      editFields.find((each) => each === second) ??
      editFields.find((each) => each === first) ??
      fieldOfPath[first ?? ''] ??
      'title';
    return [field, /received NaN/.test(message) ? 'must be a number' : message];
  });
  const [badLine] = form.labels.split('\n').filter((line) => line.trim() !== '' && !line.includes('='));
  return { ...Object.fromEntries(found), ...(badLine === undefined ? {} : { labels: `must be key=value: ${badLine.trim()}` }) };
}

/** The same on the command line. */
export function editOnCli(fleet: FleetView, form: EditForm, reason: string): string {
  const changes = new Map(changedFields(fleet, form).map(({ field, after }) => [field, after]));
  const flag = (name: string, value: string | undefined, none?: string): string[] =>
    value === undefined ? [] : [`--${name}`, value === '' ? (none ?? value) : value];
  const percent = changes.get('threshold_percent');
  return quoteWords([
    ...['bgagent', 'fleet', 'edit', fleet.fleet_id],
    ...flag('title', changes.get('title')),
    ...flag('max-concurrency', changes.get('max_concurrency')),
    ...flag('launches-per-minute', changes.get('launches_per_minute'), 'none'),
    ...flag(
      'failure-threshold',
      changes.get('threshold_count') || (percent === undefined || percent === '' ? percent : `${percent}%`),
      'none',
    ),
    ...flag('on-breach', changes.get('action')),
    ...flag('budget', changes.get('fleet_usd'), 'none'),
    ...flag('budget-per-target', changes.get('target_usd')),
    ...labelFlags(fleet, changes.get('labels')),
    ...(reason.trim() === '' ? [] : ['--reason', reason.trim()]),
  ]);
}

function labelFlags({ labels }: FleetView, lines: string | undefined): string[] {
  if (lines === undefined) return [];
  const now = labelsOf(lines);
  const set = Object.entries(now).filter(([name, value]) => labels[name] !== value);
  const gone = Object.keys(labels).filter((name) => !(name in now));
  return [...set.map(([name, value]) => `${name}=${value}`), ...gone.map((name) => `${name}=`)].flatMap((label) => [
    '--label',
    label,
  ]);
}
