/**
 * Answers task tokens of parked children: a success ends the child, the error `Again` lets it look again (lib/fleet-run.asl.json). A
 * token that is not valid any more counts as answered. Tokens are secret: none is logged.
 */
import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  TaskDoesNotExist,
  TaskTimedOut,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { TaskTokens } from '../ports.ts';

/** The error that the workflow catches to enter `Drive` again. The workflow of older code repeats the state after any error. */
const wakeError = 'Again';

export function createTaskTokens(client: SFNClient): TaskTokens {
  return {
    async answer(token, again) {
      try {
        if (again) await client.send(new SendTaskFailureCommand({ taskToken: token, error: wakeError }));
        // A run that older code started reads `again` in the answer.
        else await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ again }) }));
      } catch (error) {
        if (!isDeadToken(error)) throw error;
      }
    },
  };
}

const isDeadToken = (error: unknown): boolean =>
  error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken;
