/** The columns of `fleet diff` without a target. */
import type { TargetView } from '../../../contracts/http/fleet.ts';
import { toneOfStatus } from '../../../core/picture/status-marks.ts';
import { changeText } from '../change-text.ts';
import { decisionText } from '../waits.ts';
import type { Rows } from './rows.ts';

/** Digits of a hash by which a person tells two changes apart; --change-group takes them. */
const shown = 8;

export const changeRows: Rows<TargetView> = {
  columns: [
    { title: 'TARGET', value: ({ path }) => path },
    { title: 'STATUS', value: ({ status }, view) => view.paint(toneOfStatus(status), status) },
    { title: 'CHANGE', value: ({ change }) => change?.hash.slice(0, shown) ?? '-' },
    { title: 'LINES', value: ({ change }) => (change ? changeText(change) : '-') },
    { title: 'WAITS', value: waitOf, cut: 'end' },
  ],
  name: ({ path }) => path,
  none: 'No targets.',
};

/** What it has changed is in a column of its own. */
function waitOf(target: TargetView): string {
  return decisionText({ ...target, change: null })?.replace(/^waits /, '') ?? '-';
}
