/** Requests, of any form, that would change something in each embedded service of the fixture's app. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Endpoints } from '../../local/services/embedded-services.ts';
import { fixture } from './fixture-app.ts';

export interface Attempt {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export const services = ['dynamodb', 'sqs', 'sfn', 'events', 'secrets'] as const satisfies (keyof Endpoints)[];

/** Headers as an AWS client signs them, with a signature of zeros. */
export const signedAs = (accessKeyId: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  'x-amz-date': '20260101T000000Z',
});

/** A request that writes an item, a message, an execution or an event called `name`, or that reads a key. */
export function changeOf(service: keyof Endpoints, endpoints: Endpoints, name: string): Required<Attempt> {
  const attempt = (type: string, target: string, body: object) => ({
    method: 'POST',
    path: '/',
    headers: { 'content-type': `application/x-amz-json-${type}`, 'x-amz-target': target },
    body: JSON.stringify(body),
  });
  const item = { what: { S: name }, at: { S: '1' }, about: { S: '{}' } };
  const message = { MessageBody: name, MessageGroupId: name, MessageDeduplicationId: name };
  const QueueUrl = `${endpoints.sqs}/000000000000/${fixture.mailDlq}`;
  const event = { EventBusName: fixture.bus, Source: 'fixture', DetailType: 'Thing done', Detail: `{"kind":"${name}"}` };
  switch (service) {
    case 'dynamodb':
      return attempt('1.0', 'DynamoDB_20120810.PutItem', { TableName: fixture.notes, Item: item });
    case 'sqs':
      return attempt('1.0', 'AmazonSQS.SendMessage', { QueueUrl, ...message });
    case 'sfn':
      return attempt('1.0', 'AWSStepFunctions.StartExecution', { stateMachineArn: fixture.machine, name, input: '{"items":[]}' });
    case 'events':
      return attempt('1.1', 'AWSEvents.PutEvents', { Entries: [event] });
    case 'secrets':
      return attempt('1.1', 'secretsmanager.GetSecretValue', { SecretId: fixture.pageTokenKeys });
  }
}

/** Sends a request as it is: `fetch` would replace the header Host. */
export function send(endpoint: string, { method = 'POST', path = '/', headers = {}, body = '' }: Attempt): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  const sent = request(`${endpoint}${path}`, { method, headers: { ...length, ...headers }, agent: false }, (response) => {
    text(response).then((answered) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answered });
    }, reject);
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
