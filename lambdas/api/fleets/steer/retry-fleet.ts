/**
 * Retries targets. The paths are resolved here, before the command is stored; the actor decides which of the targets may be
 * retried.
 */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { rangesOf } from '../../../../core/ledger/ordinals.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { refuse, type Refusal } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { Handler } from '../../request.ts';
import { findOrdinals } from '../read/find-ordinals.ts';
import { sendCommand, type Wish } from './send-command.ts';

export const retryFleet: Handler<Operations['retryFleet']> = (ports, request) =>
  sendCommand(ports, request, (ledger) => wishOf(ports, ledger, request.body));

type Asked = Parameters<typeof retryFleet>[1]['body'];

async function wishOf(ports: ApiPorts, ledger: Ledger, { only, targets }: Asked): Promise<Wish | Refusal> {
  const choice = only == null ? {} : { only };
  if (targets == null) return { kind: 'retry', ...choice };
  const found = await findOrdinals(ports, ledger, targets);
  const unknown = targets.flatMap((path, at) => (found.has(path) ? [] : [{ path, at }]));
  if (unknown.length > 0) return notFound(unknown);
  const ranges = rangesOf([...new Set(found.values())]).map(([from, to]): [number, number] => [from, to]);
  return { kind: 'retry', ...choice, targets: ranges };
}

function notFound(unknown: readonly { path: string; at: number }[]): Refusal {
  const sentence = ({ path }: { path: string }): string => `The fleet has no target ${path.slice(0, 200)}.`;
  const details = unknown.map((each) => ({
    path: `/targets/${each.at}`,
    code: 'INVALID_VALUE' as const,
    message: sentence(each),
  }));
  const [first] = unknown;
  const message =
    unknown.length === 1 && first ? sentence(first) : `The fleet has none of ${unknown.length} targets; see details.`;
  return refuse('TARGET_NOT_FOUND', message, { details });
}
