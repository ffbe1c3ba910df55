/** Sends a draft. Its key goes with it, so that a double click, or an answer that got lost, makes one fleet. */
import { useRef, useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { client } from '../api/browser-client.ts';
import { ApiFailure } from '../api/failures.ts';
import type { Body } from './fleet-document.ts';

export interface Start {
  readonly isSending: boolean;
  /** Why it was not accepted, or is not known to be. */
  readonly failure: ApiFailure | undefined;
  readonly send: (body: Body, key: string) => Promise<void>;
  readonly forget: () => void;
}

export interface Started {
  readonly fleet: FleetView;
  /** Whether the same draft had been accepted before. */
  readonly again: boolean;
}

export function useStart(onStarted: (started: Started) => void): Start {
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<ApiFailure>();
  // A second click may come before the button is drawn anew.
  const busy = useRef(false);
  const send = async (body: Body, key: string): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setSending(true);
    setFailure(undefined);
    // The API has read the same body for its plan.
    const request = { body: body as unknown as SubmitRequest, headers: { 'idempotency-key': key } };
    const answer = await client.submitFleet(request);
    busy.current = false;
    setSending(false);
    if (answer.ok) onStarted({ fleet: answer.data, again: answer.headers.get('idempotent-replay') === 'true' });
    else setFailure(new ApiFailure(answer.status, answer.error));
  };
  return {
    isSending,
    failure,
    send,
    forget: () => {
      setFailure(undefined);
    },
  };
}
