/** What continuing a fleet would do, and what skipping what remains. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { dollars } from '../../core/text/dollars.ts';
import { plural } from '../../core/text/plural.ts';
import type { AskedOf } from './asked.ts';
import { budgetForRest } from './budget-for-rest.ts';
import { continueLabel } from './continue-label.ts';
import { groupAtGate, numbersOf } from './numbers.ts';
import { targetsPhrase, type Words } from './phrases.ts';

export function continueQuestion(fleet: FleetView, { passOver }: AskedOf<'continue'>): Words {
  const label = continueLabel(fleet);
  return {
    title: passOver ? 'Continue without this step?' : `${label}?`,
    sentences: [...launchSentences(fleet, passOver ?? false), ...failureSentences(fleet), ...budgetSentences(fleet)],
    confirm: passOver ? 'Continue without it' : label,
  };
}

/** Example: `15 targets that wait are launched, 4 at a time.` */
function launchSentences(fleet: FleetView, passOver: boolean): string[] {
  const { ready, waiting, closed, asking } = numbersOf(fleet);
  const group = groupAtGate(fleet);
  const pace = `${fleet.max_concurrency} at a time`;
  if (group !== undefined) {
    const left = waiting - group.counts.PENDING;
    return [
      `${targetsPhrase(group.counts.PENDING, 'target', 'targets')} of ${group.path} ${group.counts.PENDING === 1 ? 'is' : 'are'} launched, ${pace}.`,
      ...(left === 0 ? [] : [`${plural(left, 'target')} more that ${left === 1 ? 'waits' : 'wait'} go on as they may.`]),
    ];
  }
  return [
    ...(ready === 0 ? [] : [`${targetsPhrase(ready, 'target that waits is', 'targets that wait are')} launched, ${pace}.`]),
    ...gateSentences(fleet, passOver),
    ...(closed === 0
      ? []
      : [`${targetsPhrase(closed, 'target waits', 'targets wait')} on: the group needs an approval of its own.`]),
    ...(asking === fleet.gates
      ? []
      : [`${targetsPhrase(asking - fleet.gates, 'target waits', 'targets wait')} on for an answer or a review.`]),
  ];
}

function gateSentences({ gates, reason }: FleetView, passOver: boolean): string[] {
  if (gates === 0) return [];
  if (!['merge_ready', 'step_gate', 'batch_done'].includes(reason?.code ?? '')) {
    return [`${targetsPhrase(gates, 'target waits', 'targets wait')} on at a gate.`];
  }
  const what = passOver ? 'pass the step behind the gate over' : 'go on';
  return [`Those of the ${plural(gates, 'target')} at a gate that wait at this one ${what}; others wait on at theirs.`];
}

function failureSentences(fleet: FleetView): string[] {
  const { failed } = numbersOf(fleet);
  if (failed === 0) return [];
  const shown = failed === 1 ? 'The failure shown here is' : `The ${failed} failures shown here are`;
  return [`${shown} acknowledged: it pauses again only when there are more.`, 'Nothing that failed is tried again.'];
}

function budgetSentences(fleet: FleetView): string[] {
  const limit = fleet.budget?.fleet_usd;
  const enough = budgetForRest(fleet);
  if (fleet.reason?.code !== 'budget' || limit == null || enough === undefined) return [];
  return [`The budget is still ${dollars(limit)}: raise it first, or the fleet pauses again. ${dollars(enough)} would do.`];
}

export function skipQuestion(fleet: FleetView): Words {
  const { waiting, working } = numbersOf(fleet);
  const inside = fleet.steps.length > 0 || fleet.publish === 'review';
  return {
    title: `Skip ${waiting === 1 ? 'the target that waits' : `the ${waiting} targets that wait`}?`,
    sentences: [
      `${targetsPhrase(waiting, 'target that waits is', 'targets that wait are')} skipped: they can be retried later.`,
      ...(inside ? ['One that has begun goes on, to its next gate or review at most.'] : []),
      ...(working === 0 ? [] : [`${targetsPhrase(working, 'running target goes', 'running targets go')} on.`]),
      'Then the fleet ends.',
    ],
    confirm: `Skip ${waiting}`,
  };
}
