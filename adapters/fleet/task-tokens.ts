/** Task tokens of parked children: answered once, and a dead one counts as answered. A token is in no log. */
import { InvalidToken, SendTaskSuccessCommand, TaskDoesNotExist, TaskTimedOut, type SFNClient } from '@aws-sdk/client-sfn';
import type { TaskTokens } from '../ports.ts';

export function createTaskTokens(client: SFNClient): TaskTokens {
  return {
    async answer(token, again) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ again }) }));
      } catch (error) {
        if (!isDeadToken(error)) throw error;
      }
    },
  };
}

const isDeadToken = (error: unknown): boolean =>
  error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken;
