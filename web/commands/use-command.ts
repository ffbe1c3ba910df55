/** Sends the command of a dialog, and keeps what the dialog shows while it is asked, refused or sent again. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { client, newKey, unwrap } from '../api/browser-client.ts';
import { intervals } from '../api/intervals.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Asked } from './asked.ts';
import type { CommandRequest } from './body-of.ts';
import { changesBetween } from './changes.ts';
import { awaitVerdict, sendCommand, type Outcome } from './send-command.ts';
import { useTell } from './use-tell.ts';
import { saidOfRefusal, saidOfVerdict } from './verdict-words.ts';

interface Asking {
  readonly fleet: FleetView;
  readonly asked: Asked;
  readonly onClose: () => void;
}

export interface Trouble {
  readonly message: string;
  /** Problems that the API found, each with where. */
  readonly details: readonly string[];
}

export interface OpenCommand {
  /** The fleet that the person sees: as it was when the dialog opened, or when it was found to have changed. */
  readonly fleet: FleetView;
  /** What has changed since then; undefined: the fleet has not. */
  readonly news: readonly string[] | undefined;
  readonly trouble: Trouble | undefined;
  readonly isSending: boolean;
  readonly send: (requests: readonly CommandRequest[]) => Promise<void>;
}

export function useCommand({ fleet: opened, asked, onClose }: Asking): OpenCommand {
  const [fleet, setFleet] = useState(opened);
  const [news, setNews] = useState<readonly string[]>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [isSending, setSending] = useState(false);
  const keyFor = useKey();
  const settle = useSettle(asked, onClose);

  async function showChanged(): Promise<void> {
    const answer = await client.getFleet({ params: { fleet_id: fleet.fleet_id } });
    if (!answer.ok) {
      setTrouble({ message: `The fleet has changed, and cannot be read now: ${answer.error.message}`, details: [] });
      return;
    }
    settle.read(answer.data);
    setNews(changesBetween(fleet, answer.data));
    setFleet(answer.data);
  }

  async function send(requests: readonly CommandRequest[]): Promise<void> {
    setSending(true);
    setTrouble(undefined);
    const outcome = await sendCommand({ client, fleet, requests, key: keyFor(fleet.revision, requests) });
    if (outcome.kind === 'changed') await showChanged();
    else if (outcome.kind === 'invalid' || outcome.kind === 'lost' || outcome.kind === 'signed-out') {
      setTrouble(troubleOf(outcome));
    } else settle.end(fleet, outcome);
    setSending(false);
  }

  return { fleet, news, trouble, isSending, send };
}

/** The same key for the same command, so that it happens once if its answer is lost and it is sent again; another one for another. */
function useKey(): (revision: number, requests: readonly CommandRequest[]) => string {
  const last = useRef<{ readonly body: string; readonly key: string }>(undefined);
  return (revision, requests) => {
    const body = JSON.stringify([revision, requests.map(({ kind, body: each }) => [kind, each])]);
    if (last.current?.body !== body) last.current = { body, key: newKey() };
    return last.current.key;
  };
}

function troubleOf(outcome: Extract<Outcome, { kind: 'invalid' | 'lost' | 'signed-out' }>): Trouble {
  if (outcome.kind === 'signed-out') {
    return { message: 'You are not signed in any more. Sign in, then try again: what you wrote is kept.', details: [] };
  }
  const { message, details } = outcome.error;
  if (outcome.kind === 'invalid') return { message, details: details.map((each) => `${each.path}: ${each.message}`) };
  return { message: `It is not known whether this was done: ${message} Trying again is safe: it happens once.`, details: [] };
}

/** What ends the dialog: says what became of the command, and has everything of the fleet read anew. */
function useSettle(asked: Asked, onClose: () => void) {
  const queries = useQueryClient();
  const tell = useTell();
  const readAnew = (fleetId: string): void => {
    void queries.invalidateQueries({ queryKey: queryKeys.fleet(fleetId) });
    void queries.invalidateQueries({ queryKey: ['fleets'] });
    void queries.invalidateQueries({ queryKey: queryKeys.inbox });
  };
  const read = (fleet: FleetView): void => {
    queries.setQueryData(queryKeys.fleet(fleet.fleet_id), fleet);
    readAnew(fleet.fleet_id);
  };

  async function follow(fleetId: string, commandId: string): Promise<void> {
    const { command: everyMs } = intervals;
    const verdict = await awaitVerdict({ client, fleetId, commandId, everyMs, mostMs: 120_000, sleep });
    if (verdict === null) {
      tell.undecided(fleetId, commandId, asked, true);
      return;
    }
    const fleet = await queries.query({
      queryKey: queryKeys.fleet(fleetId),
      queryFn: async () => unwrap(await client.getFleet({ params: { fleet_id: fleetId } })),
      staleTime: 0,
    });
    tell.said(fleet, saidOfVerdict(asked, fleet, verdict));
    readAnew(fleetId);
  }

  function end(fleet: FleetView, outcome: Extract<Outcome, { kind: 'done' | 'undecided' | 'refused' }>): void {
    onClose();
    if (outcome.kind === 'done') {
      tell.said(outcome.fleet, saidOfVerdict(asked, outcome.fleet, outcome.verdict));
      read(outcome.fleet);
    } else if (outcome.kind === 'refused') {
      tell.said(fleet, saidOfRefusal(asked, outcome.error.message, outcome.done !== null));
      readAnew(fleet.fleet_id);
    } else {
      tell.undecided(fleet.fleet_id, outcome.commandId, asked, false);
      follow(fleet.fleet_id, outcome.commandId).catch(() => {
        tell.undecided(fleet.fleet_id, outcome.commandId, asked, true);
      });
    }
  }
  return { read, end };
}

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
