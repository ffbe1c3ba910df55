/** Pauses, continues, aborts or cancels a fleet: commands without settings or targets of their own. */
import { tallyOf } from '../../../../core/ledger/tally.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Handler } from '../../request.ts';
import { sendCommand } from './send-command.ts';

export const pauseFleet: Handler<Operations['pauseFleet']> = (ports, request) =>
  sendCommand(ports, request, () => ({ kind: 'pause' }));

/** Acknowledges the failures that the fleet has now, and is for the targets that wait at a gate now; those that come before the actor applies the command are not included. */
export const continueFleet: Handler<Operations['continueFleet']> = (ports, request) =>
  sendCommand(ports, request, (ledger) => ({
    kind: 'continue',
    skip_remaining: request.body.skip_remaining ?? false,
    seen_failed: tallyOf(ledger).failed,
    seen_gate: ledger.lastArrival,
    ...(request.body.pass_over == null ? {} : { pass_over: request.body.pass_over }),
  }));

export const abortFleet: Handler<Operations['abortFleet']> = (ports, request) =>
  sendCommand(ports, request, () => ({ kind: 'abort' }));

export const cancelFleet: Handler<Operations['cancelFleet']> = (ports, request) =>
  sendCommand(ports, request, () => ({ kind: 'cancel' }));
