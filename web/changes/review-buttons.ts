/** Which decisions about a change a person is offered: those that the fleet takes now, for the targets that wait. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { ChangeGroupView } from '../../contracts/http/groups.ts';
import type { Asked } from '../commands/asked.ts';

const decisions = [
  { kind: 'approve', word: 'Approve' },
  { kind: 'steer', word: 'Steer' },
  { kind: 'reject', word: 'Reject' },
] as const;

export interface ReviewButton {
  /** Example: `Approve 38…`. */
  readonly label: string;
  readonly primary: boolean;
  readonly asked: Asked;
}

export const reviewButtons = (
  { actions }: Pick<FleetView, 'actions'>,
  { hash, waiting }: Pick<ChangeGroupView, 'hash' | 'waiting'>,
): ReviewButton[] =>
  waiting === 0
    ? []
    : decisions
        .filter(({ kind }) => actions.includes(kind))
        .map(({ kind, word }) => ({
          label: `${word} ${waiting}…`,
          primary: kind === 'approve',
          asked: { kind, changeGroup: { hash, count: waiting } },
        }));
