/** Changes a repository, and has what is shown of repositories read anew. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ClientAnswer, ClientError } from '../../contracts/http/client.ts';
import type { Repository } from '../../contracts/repository.ts';
import { useFlashes } from '../frame/flashes.tsx';

export interface ChangeRepo {
  /** @param done a sentence for the message */
  readonly send: (request: () => Promise<ClientAnswer<Repository>>, done: string) => void;
  readonly isSending: boolean;
  readonly error: ClientError | undefined;
}

export function useChangeRepo(onDone: () => void): ChangeRepo {
  const queries = useQueryClient();
  const flashes = useFlashes();
  const [state, setState] = useState<{ readonly isSending: boolean; readonly error?: ClientError }>({ isSending: false });
  const run = async (request: () => Promise<ClientAnswer<Repository>>, done: string): Promise<void> => {
    setState({ isSending: true });
    const answer = await request();
    if (!answer.ok) {
      setState({ isSending: false, error: answer.error });
      return;
    }
    void queries.invalidateQueries({ queryKey: ['repos'] });
    void queries.invalidateQueries({ queryKey: ['repo'] });
    flashes.add({ id: `repo ${answer.data.repo}`, type: 'success', content: done });
    onDone();
  };
  return {
    send: (request, done) => {
      if (!state.isSending) void run(request, done);
    },
    isSending: state.isSending,
    error: state.error,
  };
}
