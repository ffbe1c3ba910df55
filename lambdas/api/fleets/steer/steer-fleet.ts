/** Pause, continue, abort and cancel: the commands that carry nothing but their kind, and what the caller had seen. */
import { tallyOf } from '../../../../core/ledger/tally.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Handler } from '../../request.ts';
import { sendCommand } from './send-command.ts';

export const pauseFleet: Handler<Operations['pauseFleet']> = (ports, request) =>
  sendCommand(ports, request, () => ({ kind: 'pause' }));

/** Acknowledges the failures that there are when the caller asks, and none that come later. */
export const continueFleet: Handler<Operations['continueFleet']> = (ports, request) =>
  sendCommand(ports, request, (ledger) => ({
    kind: 'continue',
    skip_remaining: request.body.skip_remaining ?? false,
    seen_failed: tallyOf(ledger).failed,
  }));

export const abortFleet: Handler<Operations['abortFleet']> = (ports, request) =>
  sendCommand(ports, request, () => ({ kind: 'abort' }));

export const cancelFleet: Handler<Operations['cancelFleet']> = (ports, request) =>
  sendCommand(ports, request, () => ({ kind: 'cancel' }));
