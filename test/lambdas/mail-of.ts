import type { SQSRecord } from 'aws-lambda';

/** A message of a queue as a function gets it. @param receives how often it came, this time counted */
export const mailOf = (messageId: string, body: unknown, receives = 1): SQSRecord => ({
  messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  receiptHandle: `receipt of ${messageId}`,
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: '',
  messageAttributes: {},
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: '',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '',
  },
});
