/** Cancels, skips or fails single targets of a fleet, or answers one. The actor decides whether all of them fit. */
import type { TargetCommandKind } from '../../../../core/command.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Refusal } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { Handler } from '../../request.ts';
import { nameTargets } from './name-targets.ts';
import { sendCommand, type Wish } from './send-command.ts';

export const cancelTargets: Handler<Operations['cancelTargets']> = (ports, request) =>
  sendCommand(ports, request, wish(ports, 'cancel_targets', request.body.targets));

export const skipTargets: Handler<Operations['skipTargets']> = (ports, request) =>
  sendCommand(ports, request, wish(ports, 'skip_targets', request.body.targets));

export const failTargets: Handler<Operations['failTargets']> = (ports, request) =>
  sendCommand(ports, request, wish(ports, 'fail_targets', request.body.targets));

export const answerTarget: Handler<Operations['answerTarget']> = (ports, request) => {
  const { target, text } = request.body;
  return sendCommand(ports, request, async (ledger) => {
    const targets = await nameTargets(ports, ledger, [target], () => '/target');
    return 'kind' in targets ? targets : { kind: 'answer', targets, text };
  });
};

const wish =
  (ports: ApiPorts, kind: TargetCommandKind, paths: readonly string[]) =>
  async (ledger: Ledger): Promise<Wish | Refusal> => {
    const targets = await nameTargets(ports, ledger, paths);
    return 'kind' in targets ? targets : { kind, targets };
  };
