/** The types of the embedded queue engine, which does not export them. */
import type { buildApp } from 'fauxqs';

export type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
export type QueueStore = Stores['sqsStore'];
export type Queue = ReturnType<QueueStore['createQueue']>;
