/**
 * What a selector chose, and by which tags and globs.
 * Example: `Selected: 12 repositories by team=payments|identity, acme/*, without acme/legacy-*; limit 12 cut 3`.
 */
import type { FleetView } from '../../../contracts/http/fleet.ts';
import type { PlanView } from '../../../contracts/http/plan.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { cutText } from '../cut-text.ts';

/** An earlier version of the API answers neither. */
type Selected = Partial<Pick<FleetView, 'selector' | 'selection'>>;

/** None where the fleet was given no selector. */
export function selectionLines({ selector, selection }: Selected, columns: number): string[] {
  if (selector == null || selection == null) return [];
  const { selected, cut, unmatched } = selection;
  const by = [...tagTexts(selector.tags), ...(selector.repos ?? [])].join(', ');
  const without = (selector.exclude ?? []).join(', ');
  const line = [`Selected: ${countText(selected)} by ${by}`, ...(without === '' ? [] : [`without ${without}`])].join(', ');
  const lines = [
    cut === 0 ? line : `${line}; limit ${selected} cut ${cut}`,
    ...(unmatched.length === 0 ? [] : [`Matched nothing: ${unmatched.join(', ')}`]),
  ];
  return lines.map((each) => cutText(plainLine(each), columns));
}

const tagTexts = (tags: Readonly<Record<string, readonly string[]>> = {}): string[] =>
  Object.entries(tags).map(([tag, values]) => `${tag}=${values.join('|')}`);

const countText = (count: number): string => (count === 1 ? '1 repository' : `${count} repositories`);

/** Of a plan, whose warnings say what was cut and what matched nothing. */
export const plannedSelection = ({ selection }: Partial<Pick<PlanView, 'selection'>>): string[] =>
  selection == null ? [] : [`Selected: ${countText(selection.selected)}`];
