/** Turns the diagnosis of a fleet into findings: what it waits for, what is stale, and what its stored state does not keep. */
import type { DiagnosisView } from '../../contracts/http/diagnosis.ts';
import { formatDuration } from '../../core/text/duration.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { broken, type Finding, ok } from './finding.ts';

type Wait = DiagnosisView['waits'][number];

/** Waits that end only when a person does something. */
const forPerson: ReadonlySet<Wait['for']> = new Set([
  ...(['approval', 'gate', 'review', 'question', 'person', 'canary', 'failures', 'budget', 'daily_limit', 'auth'] as const),
]);

/** Whether something is wrong: a fleet that only waits is well. */
export const isWrong = ({ stale, violations }: DiagnosisView): boolean => stale.length + violations.length > 0;

/** @param now epoch ms */
export function findingsOf({ fleet_id, title, status, waits, stale, violations }: DiagnosisView, now: number): Finding[] {
  return [
    ok('fleet', `${fleet_id} is ${status}: ${plainLine(title)}`),
    ...waits.map((wait) => {
      const isUp = forPerson.has(wait.for) && wait.commands.length > 0;
      return finding(wait.for, isUp ? 'warning' : 'ok', { ...wait, now });
    }),
    ...stale.map((each) => finding(each.what, 'broken', { ...each, until: null, now })),
    ...(violations.length === 0
      ? [ok('stored state', 'it keeps its invariants')]
      : violations.map((sentence) => broken('stored state', plainLine(sentence), defect))),
  ];
}

const defect = 'This is a defect: report it with the output of this command with --json, and change nothing by hand.';

interface Told extends Pick<Wait, 'message' | 'since' | 'until' | 'commands'> {
  readonly now: number;
}

function finding(what: string, state: Finding['state'], { message, since, until, commands, now }: Told): Finding {
  const times = [
    ...(since === null ? [] : [`for ${formatDuration(now - Date.parse(since))}`]),
    ...(until === null ? [] : [`goes on in ${formatDuration(Date.parse(until) - now)}`]),
  ];
  const found = plainLine(times.length === 0 ? message : `${message} (${times.join(', ')})`);
  return { check: what.replaceAll('_', ' '), state, found, mend: commands.map(plainLine).join(' · ') };
}
