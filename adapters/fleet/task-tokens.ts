/** Answers task tokens of parked children. A token that is not valid any more counts as answered. Tokens are secret: none is logged. */
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
