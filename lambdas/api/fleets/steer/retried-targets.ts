/** The targets that a retry names: by their paths, by their change, by the reason for which they failed, or those that fit all of these. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { ordinalsIn, rangesOf } from '../../../../core/ledger/ordinals.ts';
import { refuse, type Refusal } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { Handler } from '../../request.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { ordinalsOfChange, ordinalsOfFailure } from '../read/targets-of-group.ts';
import { nameTargets } from './name-targets.ts';

/** Both ends included. */
type Ranges = [number, number][];
type Request = Pick<Parameters<Handler<Operations['retryFleet']>>[1], 'body' | 'caller' | 'idempotencyKey'>;

/** Undefined: it names none. */
export async function retriedTargets(ports: ApiPorts, ledger: Ledger, request: Request): Promise<Ranges | Refusal | undefined> {
  const { targets, change_group: change, failure_group: failure } = request.body;
  const named = targets == null ? undefined : await nameTargets(ports, ledger, targets);
  if (named && 'kind' in named) return named;
  if (change == null && failure == null) return named;
  const ofChange = change == null ? undefined : await ordinalsOfChange(ports, ledger, change, { waiting: false });
  if (ofChange && 'kind' in ofChange) return ofChange;
  const ofFailure = failure == null ? undefined : await ordinalsOfFailure(ports, ledger, failure);
  if (ofFailure && 'kind' in ofFailure) return ofFailure;
  const lists = [named && ordinalsIn(named), ofChange, ofFailure].filter((list) => list !== undefined);
  const [first = new Set<number>(), ...others] = lists.map((list) => new Set(list));
  const common = [...first].filter((ordinal) => others.every((other) => other.has(ordinal)));
  // The retry that a repeated request asks for may have been applied: then the fleet knows it, and its group is empty.
  if (common.length === 0 && !(await isRepeated(ports, request))) return nobody(request.body);
  return rangesOf(common).map(([from, to]): [number, number] => [from, to]);
}

async function isRepeated({ stores }: ApiPorts, { caller, idempotencyKey }: Request): Promise<boolean> {
  return idempotencyKey !== undefined && (await stores.keys.getKey(caller.sub, idempotencyKey)) !== undefined;
}

function nobody({ targets, change_group, failure_group }: Request['body']): Refusal {
  const groups = [
    ...(failure_group == null ? [] : [`failed for the reason ${failure_group}`]),
    ...(change_group == null ? [] : [`has the change ${change_group}`]),
  ];
  const which = targets == null ? 'No target' : 'None of the targets named';
  const message = `${which} ${groups.join(' and ')} now. See the groups that there are (GET …/failures, GET …/diff/groups).`;
  return refuse('NOTHING_TO_RETRY', message);
}
