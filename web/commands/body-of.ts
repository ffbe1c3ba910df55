/**
 * The requests of a command: one, or two where one command does not do it. Each carries the revision that the person saw, so that a fleet
 * that has changed meanwhile refuses it.
 */
import type { ClientAnswer, Client } from '../../contracts/http/client.ts';
import type { CommandView } from '../../contracts/http/command.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Asked, AskedOf } from './asked.ts';
import { fieldsOf, valuesOf, type Given } from './given.ts';

export type Undecided = Pick<CommandView, 'command_id' | 'fleet_id'>;
export type Steered = ClientAnswer<FleetView | Undecided>;

export interface Errand {
  readonly client: Client;
  readonly fleetId: string;
  readonly revision: number;
  /** The Idempotency-Key. */
  readonly key: string;
}

export interface CommandRequest {
  readonly kind: CommandView['kind'];
  /** Without the revision. */
  readonly body: object;
  readonly send: (errand: Errand) => Promise<Steered>;
}

interface Sent<B> {
  readonly params: { readonly fleet_id: string };
  readonly headers: Readonly<Record<string, string>>;
  readonly body: B & { readonly expect_revision: number };
}

function request<B extends object>(
  kind: CommandRequest['kind'],
  body: B,
  send: (client: Client, sent: Sent<B>) => Promise<Steered>,
): CommandRequest {
  return {
    kind,
    body,
    send: ({ client, fleetId, revision, key }) =>
      send(client, {
        params: { fleet_id: fleetId },
        headers: { 'idempotency-key': key },
        body: { ...body, expect_revision: revision },
      }),
  };
}

/** All kinds but `edit`, whose request edit-form.ts makes. */
export type Confirmed = Exclude<Asked, AskedOf<'edit'>>;

export function requestsOf(asked: Confirmed, given: Given): readonly CommandRequest[] {
  const values = valuesOf(given, fieldsOf(asked));
  const shared = { ...(given.reason.trim() === '' ? {} : { reason: given.reason.trim() }) };
  if (isAboutTargets(asked)) return [aboutTargets(asked, given, shared)];
  switch (asked.kind) {
    case 'pause':
      return [request('pause', shared, (client, sent) => client.pauseFleet(sent))];
    case 'abort':
      return [request('abort', shared, (client, sent) => client.abortFleet(sent))];
    case 'cancel':
      return [request('cancel', shared, (client, sent) => client.cancelFleet(sent))];
    case 'continue':
      return [continuing({ ...shared, ...(asked.passOver ? { pass_over: true } : {}) })];
    case 'skip-remaining':
      return [continuing({ ...shared, skip_remaining: true })];
    case 'retry':
      return [retrying(asked, values)];
    case 'retry-and-continue':
      return [retrying(asked, values), continuing(shared)];
    case 'answer':
      return [
        request('answer', { ...shared, target: asked.target, text: given.text.trim() }, (client, sent) =>
          client.answerTarget(sent),
        ),
      ];
  }
}

export const editing = (body: object): CommandRequest => request('edit', body, (client, sent) => client.editFleet(sent));

interface Continuing {
  readonly reason?: string;
  readonly skip_remaining?: boolean;
  readonly pass_over?: boolean;
}

const continuing = (body: Continuing): CommandRequest => request('continue', body, (client, sent) => client.continueFleet(sent));

/** The API's own schema refuses what the values may not be. */
const retrying = ({ targets, failureGroup, only }: AskedOf<'retry'>, values: object): CommandRequest =>
  request(
    'retry',
    {
      ...values,
      ...(targets === undefined ? {} : { targets: [...targets] }),
      ...(failureGroup === undefined ? {} : { failure_group: failureGroup.signature }),
      ...(only === undefined ? {} : { only }),
    },
    (client, sent) => client.retryFleet(sent),
  );

type AboutTargets = AskedOf<'skip-targets' | 'fail-targets' | 'cancel-targets' | 'approve' | 'reject' | 'steer'>;

/** The others are about the fleet, or are a retry or an answer, which have fields of their own. */
const isAboutTargets = (asked: Asked): asked is AboutTargets =>
  ['skip-targets', 'fail-targets', 'cancel-targets', 'approve', 'reject', 'steer'].includes(asked.kind);

function aboutTargets(asked: AboutTargets, { text }: Given, shared: object): CommandRequest {
  switch (asked.kind) {
    case 'skip-targets':
      return request('skip_targets', { ...shared, targets: [...asked.targets] }, (client, sent) => client.skipTargets(sent));
    case 'fail-targets':
      return request('fail_targets', { ...shared, targets: [...asked.targets] }, (client, sent) => client.failTargets(sent));
    case 'cancel-targets':
      return request('cancel_targets', { ...shared, targets: [...asked.targets] }, (client, sent) => client.cancelTargets(sent));
    case 'approve': {
      const hashes = asked.hashes === undefined ? {} : { hashes: { ...asked.hashes } };
      const pass = asked.passOver ? { pass_over: true } : {};
      return request('approve', { ...shared, ...named(asked), ...hashes, ...pass }, (client, sent) =>
        client.approveTargets(sent),
      );
    }
    case 'reject':
      return request('reject', { ...shared, ...named(asked) }, (client, sent) => client.rejectTargets(sent));
    case 'steer':
      return request('steer', { ...shared, ...named(asked), text: text.trim() }, (client, sent) => client.steerTargets(sent));
  }
}

const named = ({ targets, changeGroup }: AskedOf<'approve' | 'reject' | 'steer'>) => ({
  ...(targets === undefined ? {} : { targets: [...targets] }),
  ...(changeGroup === undefined ? {} : { change_group: changeGroup.hash }),
});
