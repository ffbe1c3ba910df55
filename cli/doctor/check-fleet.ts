/** Turns the diagnosis of a fleet into findings: what it waits for, what is stale, and what its stored state does not keep. */
import type { DiagnosisView } from '../../contracts/http/diagnosis.ts';
import { formatDuration } from '../../core/text/duration.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { broken, type Finding, ok, warning } from './finding.ts';

/** Waits that end only when a person does something. */
const forPerson: readonly DiagnosisView['waits'][number]['for'][] = [
  ...(['approval', 'gate', 'question', 'person', 'canary', 'failures', 'budget', 'daily_limit', 'auth'] as const),
];

/** Whether something is wrong: a fleet that only waits is well. */
export const isWrong = ({ stale, violations }: DiagnosisView): boolean => stale.length + violations.length > 0;

/** @param now epoch ms */
export function findingsOf(diagnosis: DiagnosisView, now: number): Finding[] {
  const { fleet_id, title, status, waits, stale, violations } = diagnosis;
  const told = (check: string, found: string, commands: readonly string[], isBroken: boolean): Finding => {
    const mend = commands.map(plainLine).join(' · ');
    return { check, state: isBroken ? 'broken' : 'warning', found: plainLine(found), mend };
  };
  return [
    ok('fleet', `${fleet_id} is ${status}: ${plainLine(title)}`),
    ...waits.map(({ for: what, message, since, until, commands }) => {
      const found = `${message}${times(since, until, now)}`;
      const isWell = !forPerson.includes(what) || commands.length === 0;
      return isWell
        ? { ...ok(checkOf(what), plainLine(found)), mend: commands.map(plainLine).join(' · ') }
        : told(checkOf(what), found, commands, false);
    }),
    ...stale.map(({ what, message, since, commands }) =>
      told(checkOf(what), `${message}${times(since, null, now)}`, commands, true),
    ),
    ...(violations.length === 0
      ? [ok('stored state', 'it keeps its invariants')]
      : violations.map((sentence) => broken('stored state', plainLine(sentence), defect))),
  ];
}

const defect = 'This is a defect: report it with the output of this command with --json, and change nothing by hand.';
const checkOf = (what: string): string => what.replaceAll('_', ' ');

function times(since: string | null, until: string | null, now: number): string {
  const parts = [
    ...(since === null ? [] : [`for ${formatDuration(now - Date.parse(since))}`]),
    ...(until === null ? [] : [`goes on in ${formatDuration(Date.parse(until) - now)}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
