/**
 * Patch of a standard queue of fauxqs: the groups of its messages take turns, as SQS has it for messages with a group. A group
 * with a long backlog, or with many messages in work, does not keep the messages of others waiting.
 *
 * Upstream: fauxqs gives messages out in the order of their arrival, and drops the group of a message that is sent to a standard
 * queue. A group's name is `<owner>/<lane>`: first an owner gets a turn, then one of the owner's lanes. SQS knows one level only,
 * and keeps the turns less strictly.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { nextInTurn } from '../../../core/next-in-turn.ts';
import type { Queue } from './queue-engine.ts';

export function withFairTurns(queue: Queue): Queue {
  const enqueue: Queue['enqueue'] = queue.enqueue.bind(queue);
  queue.enqueue = (message) => {
    const group = message.messageGroupId ?? groupOfSend.getStore();
    if (group !== undefined) message.messageGroupId = group;
    enqueue(message);
  };
  const take: Queue['dequeue'] = queue.dequeue.bind(queue);
  const turns = new Turns();
  queue.dequeue = (max, ...how) => {
    // Brings back messages whose visibility timeout is over, so that their groups take part.
    queue.processTimers();
    const messages: ReturnType<typeof take> = [];
    while (messages.length < max) {
      bringToFront(queue, turns);
      const [message] = take(1, ...how);
      if (message === undefined) break;
      messages.push(message);
    }
    return messages;
  };
  return queue;
}

/** The group that the SendMessage request under way names. */
const groupOfSend = new AsyncLocalStorage<string | undefined>();

/** Handles a request (`act`) so that the message it sends keeps the group that the request names. */
export function inGroupOf(request: { readonly body?: unknown }, act: () => void): void {
  const { body } = request;
  const named = typeof body === 'object' && body !== null && 'MessageGroupId' in body ? body.MessageGroupId : undefined;
  groupOfSend.run(typeof named === 'string' ? named : undefined, act);
}

interface Group {
  readonly name: string;
  readonly owner: string;
  readonly lane: string;
}

/** All messages without a group are one group. */
const nameOf = (message: { messageGroupId?: string }): string => message.messageGroupId ?? '';

function groupNamed(name: string): Group {
  const [owner = '', ...rest] = name.split('/');
  return { name, owner, lane: rest.join('/') };
}

/** Remembers which owner was served last, and which lane of each owner. */
class Turns {
  #lastOwner: string | undefined;
  readonly #lastLane = new Map<string, string>();

  /** The group to serve next. @param held how many messages of an owner, or of one of the owner's lanes, are in work */
  next(waiting: readonly Group[], held: (owner: string, lane?: string) => number): Group | undefined {
    const owners = [...new Set(waiting.map(({ owner }) => owner))];
    const owner = nextInTurn(owners, (name) => held(name), this.#lastOwner);
    if (owner === undefined) return undefined;
    const lanes = waiting.filter((group) => group.owner === owner).map(({ lane }) => lane);
    const lane = nextInTurn(lanes, (name) => held(owner, name), this.#lastLane.get(owner));
    if (lane === undefined) return undefined;
    this.#lastOwner = owner;
    this.#lastLane.set(owner, lane);
    return waiting.find((group) => group.owner === owner && group.lane === lane);
  }

  /** Forgets owners without a message in the queue, so that the map does not grow. */
  forgetAllBut(owners: ReadonlySet<string>): void {
    for (const owner of this.#lastLane.keys()) if (!owners.has(owner)) this.#lastLane.delete(owner);
  }
}

/** Puts the first message of the group whose turn it is in front of all others. */
function bringToFront(queue: Queue, turns: Turns): void {
  const first = new Map<string, number>();
  for (const [at, message] of queue.messages.entries()) {
    if (!first.has(nameOf(message))) first.set(nameOf(message), at);
  }
  if (first.size === 0) return;
  const inWork = [...queue.inflightMessages.values()].map(({ message }) => groupNamed(nameOf(message)));
  const waiting = [...first.keys()].map(groupNamed);
  turns.forgetAllBut(new Set([...waiting, ...inWork].map(({ owner }) => owner)));
  const held = (owner: string, lane?: string): number =>
    inWork.filter((group) => group.owner === owner && (lane === undefined || group.lane === lane)).length;
  const next = turns.next(waiting, held);
  const at = next && first.get(next.name);
  if (at !== undefined) queue.messages.unshift(...queue.messages.splice(at, 1));
}
