/** Each kind of command that the API takes, with what is asked for, and what came of it. */
import { errorStatus } from '../../contracts/http/errors.ts';
import type { Operations } from '../../contracts/http/operations.ts';
import type { Answer } from '../../lambdas/api/answer.ts';
import type { ApiPorts, Caller } from '../../lambdas/api/api-ports.ts';
import { editFleet } from '../../lambdas/api/fleets/steer/edit-fleet.ts';
import { nameTargets } from '../../lambdas/api/fleets/steer/name-targets.ts';
import { retryFleet } from '../../lambdas/api/fleets/steer/retry-fleet.ts';
import { sendCommand, type CommandRequest } from '../../lambdas/api/fleets/steer/send-command.ts';
import { abortFleet, cancelFleet, continueFleet, pauseFleet } from '../../lambdas/api/fleets/steer/steer-fleet.ts';
import { cancelTargets, failTargets, skipTargets } from '../../lambdas/api/fleets/steer/steer-targets.ts';
import type { ApiRequest } from '../../lambdas/api/request.ts';
import { lastChange } from './last-change.ts';

export const caller: Caller = { sub: 'ann', isOperator: false, groups: [], scopes: 'all', isMachine: false };
/** No list is asked for, so nobody reads a page token. */
export const pages = {} as ApiRequest['pages'];

type Body<K extends keyof Operations> = ApiRequest<Operations[K]>['body'];

/** What a person wants of a fleet. */
export type Wish =
  | { readonly kind: 'pause'; readonly body: Body<'pauseFleet'> }
  | { readonly kind: 'continue'; readonly body: Body<'continueFleet'> }
  | { readonly kind: 'abort'; readonly body: Body<'abortFleet'> }
  | { readonly kind: 'cancel'; readonly body: Body<'cancelFleet'> }
  | { readonly kind: 'retry'; readonly body: Body<'retryFleet'> }
  | { readonly kind: 'targets/cancel' | 'targets/skip' | 'targets/fail'; readonly body: Body<'cancelTargets'> }
  | { readonly kind: 'targets/approve'; readonly body: Approving | Reviewed }
  | { readonly kind: 'targets/reject' | 'targets/steer'; readonly body: Reviewed }
  | { readonly kind: 'targets/answer'; readonly body: Answering }
  | { readonly kind: 'edit'; readonly body: Body<'editFleet'> };

export interface Approving {
  /** Paths. */
  readonly targets: readonly string[];
  readonly pass_over?: boolean;
}

/** The path of a target, and the hash of its change. */
export type Shown = readonly [path: string, hash: string | null];
/** Targets that wait for a review, and what was shown of them. */
export interface Reviewed {
  readonly shown: ReadonlyMap<Shown[0], Shown[1]>;
}

export interface Answering {
  /** The path of a target. */
  readonly target: string;
  readonly text: string;
}

export function ask(ports: ApiPorts, wish: Wish, { fleetId, key }: { fleetId: string; key: string }): Promise<Answer> {
  const base = {
    ...{
      params: { fleet_id: fleetId },
      query: undefined,
      caller,
      requestId: 'r',
      idempotencyKey: key,
      ifNoneMatch: undefined,
      pages,
    },
    ...{ method: 'POST', path: `/v1/fleets/${fleetId}/${wish.kind}` },
  };
  switch (wish.kind) {
    case 'pause':
      return pauseFleet(ports, { ...base, body: wish.body });
    case 'continue':
      return continueFleet(ports, { ...base, body: wish.body });
    case 'abort':
      return abortFleet(ports, { ...base, body: wish.body });
    case 'cancel':
      return cancelFleet(ports, { ...base, body: wish.body });
    case 'retry':
      return retryFleet(ports, { ...base, body: wish.body });
    case 'targets/cancel':
      return cancelTargets(ports, { ...base, body: wish.body });
    case 'targets/skip':
      return skipTargets(ports, { ...base, body: wish.body });
    case 'targets/fail':
      return failTargets(ports, { ...base, body: wish.body });
    case 'targets/approve':
      if ('shown' in wish.body) return review(ports, base, { kind: 'approve', ...wish.body });
      return approveTargets(ports, base, wish.body);
    case 'targets/reject':
      return review(ports, base, { kind: 'reject', ...wish.body });
    case 'targets/steer':
      return review(ports, base, { kind: 'steer', ...wish.body });
    case 'targets/answer':
      return answerTarget(ports, base, wish.body);
    case 'edit':
      return editFleet(ports, { ...base, idempotencyKey: undefined, method: 'PATCH', body: wish.body });
  }
}

/** As the API makes a command of an answer. */
function answerTarget(ports: ApiPorts, request: Omit<CommandRequest, 'body'>, { target, text }: Answering): Promise<Answer> {
  return sendCommand(ports, { ...request, body: {} }, async (ledger) => {
    const targets = await nameTargets(ports, ledger, [target]);
    if ('kind' in targets) return targets;
    const wish = { kind: 'answer', targets, text } as const;
    return wish;
  });
}

/** As the API makes a command of an approval. */
function approveTargets(
  ports: ApiPorts,
  request: Omit<CommandRequest, 'body'>,
  { targets: paths, pass_over }: Approving,
): Promise<Answer> {
  return sendCommand(ports, { ...request, body: { targets: paths } }, async (ledger) => {
    const targets = await nameTargets(ports, ledger, paths);
    if ('kind' in targets) return targets;
    return { kind: 'approve', targets, ...(pass_over && { pass_over }) } as const;
  });
}

/** As the API makes a command of a decision: what has another change now is not decided. */
function review(
  ports: ApiPorts,
  request: Omit<CommandRequest, 'body'>,
  { kind, shown }: Reviewed & { readonly kind: 'approve' | 'reject' | 'steer' },
): Promise<Answer> {
  const paths = [...shown.keys()];
  return sendCommand(ports, { ...request, body: { targets: paths } }, async (ledger) => {
    const targets = await nameTargets(ports, ledger, paths);
    if ('kind' in targets) return targets;
    const ordinals = targets.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, more) => from + more));
    const records = await ports.stores.targets.getTargets(ledger.fleetId, ordinals);
    if (records.some((record) => lastChange(record) !== shown.get(record.path))) {
      return { kind: 'error', error: { code: 'INVALID_STATE', message: 'Another change is there.' } } as const;
    }
    return { kind, targets, seen_gate: ledger.lastArrival, ...(kind === 'steer' ? { text: 'Again.' } : {}) };
  });
}

export const statusOf = (answer: Answer): number =>
  answer.kind === 'error' ? errorStatus[answer.error.code] : answer.kind === 'data' ? answer.status : 200;

/** Whether the answer says what became of the command. */
export const isDecided = (answer: Answer): boolean =>
  !(answer.kind === 'data' && typeof answer.data === 'object' && answer.data !== null && 'command_id' in answer.data);
