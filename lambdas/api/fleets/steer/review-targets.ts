/** Approves, rejects and steers targets that wait for a person: at a gate, or for a review. The actor decides whether all of them fit. */
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Handler } from '../../request.ts';
import { nameTargets } from './name-targets.ts';
import { sendCommand } from './send-command.ts';

/** Opens the gates at which these targets wait now: one that comes to a gate before the actor applies the command is refused. */
export const approveTargets: Handler<Operations['approveTargets']> = (ports, request) => {
  const { targets: paths, pass_over } = request.body;
  return sendCommand(ports, request, async (ledger) => {
    const targets = await nameTargets(ports, ledger, paths ?? []);
    if ('kind' in targets) return targets;
    return { kind: 'approve', targets, seen_gate: ledger.lastArrival, ...(pass_over == null ? {} : { pass_over }) };
  });
};

export const rejectTargets: Handler<Operations['rejectTargets']> = (ports, request) =>
  sendCommand(ports, request, async (ledger) => {
    const targets = await nameTargets(ports, ledger, request.body.targets ?? []);
    return 'kind' in targets ? targets : { kind: 'reject', targets, seen_gate: ledger.lastArrival };
  });

export const steerTargets: Handler<Operations['steerTargets']> = (ports, request) =>
  sendCommand(ports, request, async (ledger) => {
    const { targets: paths, text } = request.body;
    const targets = await nameTargets(ports, ledger, paths ?? []);
    return 'kind' in targets ? targets : { kind: 'steer', targets, text, seen_gate: ledger.lastArrival };
  });
