/** The commands in the headline of a fleet: two buttons at most, and a menu with all that the fleet accepts now, what destroys last. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Asked } from '../commands/asked.ts';
import { continueLabel } from '../commands/continue-label.ts';
import { numbersOf } from '../commands/numbers.ts';

export interface Offer {
  readonly id: string;
  readonly label: string;
  readonly asked: Asked;
}

export interface Actions {
  readonly buttons: readonly (Offer & { readonly primary: boolean })[];
  readonly menu: readonly Offer[];
  /** The last of the menu, apart from the others. */
  readonly destructive: readonly Offer[];
}

export function headlineActions(fleet: FleetView): Actions {
  const may = (action: FleetView['actions'][number], offer: Offer | undefined): Offer[] =>
    offer !== undefined && fleet.actions.includes(action) ? [offer] : [];
  const { failed, waiting } = numbersOf(fleet);
  const { CANCELLED, SKIPPED } = fleet.progress.counts;
  const ended = isTerminalFleet(fleet.status);
  const retry = may('retry', retryOffer(failed, 'failed', { kind: 'retry' }));
  const pause = may('pause', { id: 'pause', label: 'Pause…', asked: { kind: 'pause' } });
  const goOn = may('continue', { id: 'continue', label: `${continueLabel(fleet)}…`, asked: { kind: 'continue' } });
  const first = fleet.status === 'RUNNING' || ended ? [...(ended ? [] : pause), ...retry] : [];
  return {
    buttons: first.slice(0, 2).map((offer) => ({ ...offer, primary: ended })),
    menu: [
      ...pause,
      // A fleet that waits for answers only would pause again, and one that waits for reviews refuses to go on without them.
      ...(fleet.reason?.code === 'question' || fleet.reason?.code === 'review' ? [] : goOn),
      ...retry,
      ...(failed > 0 && goOn.length > 0
        ? may('retry', {
            id: 'retry-and-continue',
            label: `Retry ${failed} and continue…`,
            asked: { kind: 'retry-and-continue' },
          })
        : []),
      ...may('retry', retryOffer(CANCELLED, 'cancelled', { kind: 'retry', only: 'cancelled' })),
      ...may('retry', retryOffer(SKIPPED, 'skipped', { kind: 'retry', only: 'skipped' })),
      ...may('edit', { id: 'edit', label: 'Change limits…', asked: { kind: 'edit' } }),
      ...(fleet.skip_remaining
        ? [
            {
              id: 'skip',
              label: `Skip ${waiting} that ${waiting === 1 ? 'waits' : 'wait'}…`,
              asked: { kind: 'skip-remaining' } as const,
            },
          ]
        : []),
    ],
    destructive: [
      ...may('abort', { id: 'abort', label: 'Abort…', asked: { kind: 'abort' } }),
      ...may('cancel', { id: 'cancel', label: 'Cancel…', asked: { kind: 'cancel' } }),
    ],
  };
}

const retryOffer = (count: number, what: string, asked: Asked): Offer | undefined =>
  count === 0 ? undefined : { id: `retry-${what}`, label: `Retry ${count} ${what}…`, asked };
