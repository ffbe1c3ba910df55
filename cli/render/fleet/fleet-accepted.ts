/** The text that `fleet submit` prints: the accepted fleet, the skipped repositories, and the next commands. */
import type { FleetView } from '../../../contracts/http/fleet.ts';
import type { AcceptedFleet } from '../../../contracts/http/submit-operations.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { plural } from '../../../core/text/plural.ts';
import { joinWrapped } from '../cut-text.ts';
import { budgetText } from './counts.ts';
import { waitsForPerson } from './next-commands.ts';
import { reviewSentence } from './plan.ts';
import { selectionLines } from './selection-lines.ts';
import { teamLines, warningLines } from './team-lines.ts';
import { stepTitle } from '../../../core/steps/step-words.ts';
import type { View } from '../view.ts';

const next = ['bgagent fleet watch @last', 'fleet status', 'fleet targets', 'fleet cancel'];
const nextAtGate = ['bgagent fleet continue @last', 'fleet status', 'fleet cancel'];

/** A `replay` was submitted before with the same key; the fleet is shown as it is now. */
export function renderAccepted(
  { fleet, replay }: { readonly fleet: AcceptedFleet; readonly replay: boolean },
  view: View,
): string {
  const total = fleet.progress.total;
  const targets = `${plural(total, 'target')}, ${fleet.max_concurrency} at a time`;
  const verb = replay ? `Already accepted, now ${fleet.status}` : 'Accepted';
  const waits = waitsForPerson(fleet);
  return [
    `${verb}: ${view.paint('strong', plainLine(fleet.title))} (${targets})`,
    `Fleet: ${fleet.fleet_id}`,
    ...selectionLines(fleet, view.columns),
    ...teamLines(fleet),
    ...stepsLine(fleet),
    ...reviewLine(fleet),
    ...(fleet.budget ? [`Budget: ${budgetText(fleet.budget)}`] : []),
    ...fleet.skipped.map(({ repo, message }) => `Skipped: ${repo}: ${message}`),
    ...warningLines(fleet),
    ...(waits && fleet.reason ? [`${fleet.status}: ${fleet.reason.message}`] : []),
    view.paint('faint', joinWrapped('Next: ', waits ? nextAtGate : next, view.columns)),
  ].join('\n');
}

/** An earlier version of the API does not say how it publishes. */
const reviewLine = ({ publish }: Partial<Pick<FleetView, 'publish'>>): string[] => (publish === 'review' ? [reviewSentence] : []);

/** An earlier version of the API answers none. */
const stepsLine = ({ steps = [] }: Partial<Pick<FleetView, 'steps'>>): string[] =>
  steps.length === 0 ? [] : [`Steps: ${steps.map(({ name }) => stepTitle(name)).join(' ─ ')}`];
