/**
 * The queue engine fauxqs: its types, and its store of queues, none of which the package exports. Everything in this folder
 * that patches a queue goes by these types.
 */
import type { buildApp } from 'fauxqs';

/** The stores of the services, as `buildApp` takes them. */
export type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
export type QueueStore = Stores['sqsStore'];
export type Queue = ReturnType<QueueStore['createQueue']>;

/** A new store of queues: the class lies in a private file beside the package's entry. */
export async function newQueueStore(): Promise<QueueStore> {
  // The file exports this class; test/local/services/patches/shapes.test.ts checks it.
  const module = (await import(new URL('./sqs/sqsStore.js', import.meta.resolve('fauxqs')).href)) as {
    SqsStore: new () => QueueStore;
  };
  return new module.SqsStore();
}
