/** Reads which queues of the template feed which functions. */
import type { QueueFeed } from './queue-poller.ts';
import type { Deployment } from '../template/deployment.ts';
import type { DeployedFunctions } from './deployed-functions.ts';

/** Batches of one queue that a function works on at once, when the template sets no limit. */
const defaultConcurrency = 10;

/** @throws Error naming a mapping whose source is not a queue of the template */
export function queueFeeds(deployment: Deployment, functions: DeployedFunctions): QueueFeed[] {
  const mappings = deployment.all('AWS::Lambda::EventSourceMapping').filter(({ properties }) => properties.Enabled);
  return mappings.map(({ logicalId, properties }) => {
    const queue = deployment.all('AWS::SQS::Queue').find(({ attributes }) => attributes['Arn'] === properties.EventSourceArn);
    if (queue === undefined) {
      throw new Error(
        `The embedded runtime cannot run the mapping ${logicalId}: its source ${properties.EventSourceArn} is not a queue of the template.`,
      );
    }
    return {
      queueUrl: queue.ref,
      queueArn: properties.EventSourceArn,
      function: functions.find(properties.FunctionName),
      batchSize: properties.BatchSize,
      reportsFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      concurrency: properties.ScalingConfig?.MaximumConcurrency ?? defaultConcurrency,
    };
  });
}
