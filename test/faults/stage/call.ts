/** One call of an embedded service, on its way there, and what may be answered to it. */
import { createHash } from 'node:crypto';
import type { Service } from './runtime-messages.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface Call {
  readonly service: Service;
  /** `PutItem`, `SendMessage`, … */
  readonly operation: string;
  /** Name of the function that calls; empty for workers, pollers and whoever else is none. */
  readonly caller: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** The request as text, to look for a fleet's or a task's id in it. */
  readonly text: string;
  /** Lets it through; answers what the service answered. May be done again. @param request instead of what was asked */
  readonly pass: (request?: Readonly<Record<string, unknown>>) => Promise<Answer>;
}

/** What becomes of a call: an answer, or its connection ends without one; undefined = it passes. */
export type Outcome = Answer | 'cut' | undefined;

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PutEvents']);
const sends = new Set(['SendMessage', 'SendMessageBatch', 'StartExecution', 'SendTaskSuccess', 'SendTaskFailure']);

/** Whether it changes anything anywhere. */
export const isWrite = ({ operation }: Call): boolean => writes.has(operation) || sends.has(operation);

export const isBy = (call: Call, functionName: string): boolean => call.caller.endsWith(functionName);

/** Whether it names the table or queue so called in the template. */
export const isAbout = ({ request }: Call, resource: string): boolean =>
  [request['TableName'], request['QueueUrl'], ...Object.keys(request['RequestItems'] ?? {})].some(
    (name) => typeof name === 'string' && name.includes(resource),
  );

/** An error as AWS's JSON protocols tell it. */
export const refusal = (status: number, code: string): Answer => ({
  status,
  type: 'application/x-amz-json-1.0',
  body: JSON.stringify({ __type: code, message: `${code}: for a while.` }),
});

/** As DynamoDB answers what comes too fast. */
export const throttled = refusal(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException');

/** What SQS answers to a message that it then loses. */
export function sentAndLost({ request, operation }: Call): Answer {
  const sent = (body: unknown) => ({
    MessageId: '00000000-0000-0000-0000-000000000000',
    MD5OfMessageBody: createHash('md5').update(String(body)).digest('hex'),
  });
  // SQS's protocol has a list of entries in every batch.
  const entries = (request['Entries'] ?? []) as readonly { Id: string; MessageBody: string }[];
  const answer =
    operation === 'SendMessageBatch'
      ? { Successful: entries.map(({ Id, MessageBody }) => ({ Id, ...sent(MessageBody) })), Failed: [] }
      : sent(request['MessageBody']);
  return { status: 200, type: 'application/x-amz-json-1.0', body: JSON.stringify(answer) };
}
