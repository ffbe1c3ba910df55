/** Starts a phase: one fleet, however often the button is pressed. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ClientError } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { client, newKey } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';

export interface StartPhase {
  readonly start: (body: SubmitRequest) => void;
  readonly isStarting: boolean;
  /** Why the last start was refused, or is not known to have happened. */
  readonly error: ClientError | undefined;
}

interface Ends {
  readonly onStarted: (fleet: FleetView) => void;
  /** Another fleet has the repository for itself. */
  readonly onConflict: () => void;
}

export function useStartPhase(repo: string, { onStarted, onConflict }: Ends): StartPhase {
  const queries = useQueryClient();
  const [state, setState] = useState<{ readonly isStarting: boolean; readonly error?: ClientError }>({ isStarting: false });
  // Sent again after a lost answer it has the same key; another body is another start.
  const sent = useRef<{ readonly text: string; readonly key: string }>(undefined);
  const send = async (body: SubmitRequest): Promise<void> => {
    const text = JSON.stringify(body);
    if (sent.current?.text !== text) sent.current = { text, key: newKey() };
    setState({ isStarting: true });
    const answer = await client.submitFleet({ body, headers: { 'idempotency-key': sent.current.key } });
    if (!answer.ok) {
      // What was decided is not asked again: the same body may be accepted later.
      if (answer.status >= 400 && answer.status < 500) sent.current = undefined;
      setState({ isStarting: false, error: answer.error });
      if (answer.error.code === 'FLEET_CONFLICT') onConflict();
      return;
    }
    setState({ isStarting: false });
    queries.setQueryData(queryKeys.fleet(answer.data.fleet_id), answer.data);
    void queries.invalidateQueries({ queryKey: queryKeys.repo(repo) });
    void queries.invalidateQueries({ queryKey: ['fleets'] });
    onStarted(answer.data);
  };
  return {
    start: (body) => {
      if (!state.isStarting) void send(body);
    },
    isStarting: state.isStarting,
    error: state.error,
  };
}
