/**
 * Creates a task of its own. The create-task core checks the body and answers; this handler puts its answer into the API's form.
 */
import * as z from 'zod';
import { errorStatus, type ErrorCode } from '../../../contracts/http/errors.ts';
import type { Operations } from '../../../contracts/http/operations.ts';
import { data } from '../answer.ts';
import type { Handler } from '../request.ts';

// An object's keys are strings to the compiler; these are the error codes, of which there is at least one.
const errorCodes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]];
const errorBody = z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }) });
const dataBody = z.object({ data: z.unknown() });

export const createTask: Handler<Operations['createTask']> = async (ports, { body, caller, idempotencyKey, requestId }) => {
  const asked = { userId: caller.sub, channelSource: 'api', channelMetadata: null, idempotencyKey } as const;
  const answer = await ports.core.createTask(body, asked, requestId);
  const json: unknown = JSON.parse(answer.body);
  if (answer.statusCode >= 400) return { kind: 'error', error: errorBody.parse(json).error, headers: answer.headers };
  return data(answer.statusCode, dataBody.parse(json).data, answer.headers);
};
