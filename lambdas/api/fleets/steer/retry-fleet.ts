/** Retries targets. The actor decides which of them may be retried. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Refusal } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { Handler } from '../../request.ts';
import { nameTargets } from './name-targets.ts';
import { sendCommand, type Wish } from './send-command.ts';

export const retryFleet: Handler<Operations['retryFleet']> = (ports, request) =>
  sendCommand(ports, request, (ledger) => wishOf(ports, ledger, request.body));

type Asked = Parameters<typeof retryFleet>[1]['body'];

async function wishOf(ports: ApiPorts, ledger: Ledger, { only, targets, reset_blocked }: Asked): Promise<Wish | Refusal> {
  const choice = { ...(only == null ? {} : { only }), ...(reset_blocked == null ? {} : { reset_blocked }) };
  if (targets == null) return { kind: 'retry', ...choice };
  const named = await nameTargets(ports, ledger, targets);
  return 'kind' in named ? named : { kind: 'retry', ...choice, targets: named };
}
