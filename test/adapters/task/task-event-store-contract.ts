/** The contract of the stores of task events: the one on DynamoDB and the one in memory. */
import { ulid } from 'ulid';
import type { TaskEventStore } from '../../../adapters/ports.ts';

const at = (n: number) => Date.UTC(2026, 10, 5, 0, 0, n);
const event = (n: number) => ({
  event_id: ulid(at(n)),
  event_type: 'task_noted',
  timestamp: new Date(at(n)).toISOString(),
  metadata: { n, deep: { huge: 1e200, none: null } },
});

/** @param makeStore called within a test; the ids of tasks are new in each */
export function taskEventStoreContract(name: string, makeStore: () => TaskEventStore): void {
  describe(`the task events ${name}`, () => {
    test('events come oldest first, page by page, and without the output', async () => {
      const store = makeStore();
      const taskId = ulid();
      const events = [1, 2, 3, 4, 5].map(event);
      for (const each of [...events].reverse()) await store.appendTaskEvent(taskId, each);
      await store.putTaskOutput(taskId, 'hello');
      const first = await store.listTaskEvents(taskId, { limit: 3 });
      const second = await store.listTaskEvents(taskId, { limit: 3, after: first.next });
      expect([...first.items, ...second.items]).toEqual(events);
      expect(await store.listTaskEvents(ulid(), { limit: 3 })).toEqual({ items: [], next: undefined });
    });

    test('events come after one of them, and newest first, page by page', async () => {
      const store = makeStore();
      const taskId = ulid();
      const events = [1, 2, 3, 4, 5].map(event);
      for (const each of events) await store.appendTaskEvent(taskId, each);
      await store.putTaskOutput(taskId, 'hello');
      const newest = { newestFirst: true, limit: 3 };
      const first = await store.listTaskEvents(taskId, newest);
      const second = await store.listTaskEvents(taskId, { ...newest, after: first.next });
      expect([...first.items, ...second.items]).toEqual([...events].reverse());
      const afterEvent = events[1]?.event_id;
      expect((await store.listTaskEvents(taskId, { afterEvent, limit: 9 })).items).toEqual(events.slice(2));
      expect((await store.listTaskEvents(taskId, { ...newest, afterEvent, limit: 9 })).items).toEqual(events.slice(2).reverse());
    });

    test('output is kept as it is, and replaced whole', async () => {
      const store = makeStore();
      const taskId = ulid();
      expect(await store.getTaskOutput(taskId)).toBeUndefined();
      await store.putTaskOutput(taskId, '');
      expect(await store.getTaskOutput(taskId)).toBe('');
      await store.putTaskOutput(taskId, 'première ligne\n\u0000 🚀\n');
      expect(await store.getTaskOutput(taskId)).toBe('première ligne\n\u0000 🚀\n');
    });

    test('of a long output the last 256 KB are kept, beginning with a whole character', async () => {
      const store = makeStore();
      const taskId = ulid();
      await store.putTaskOutput(taskId, `${'🚀'.repeat(100_000)}end`);
      const kept = (await store.getTaskOutput(taskId)) ?? '';
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(256 * 1024);
      expect(Buffer.byteLength(kept)).toBeGreaterThan(256 * 1024 - 4);
      expect(kept.startsWith('🚀🚀')).toBe(true);
      expect(kept.endsWith('🚀end')).toBe(true);
    });

    test('an event that is appended again is there once', async () => {
      const store = makeStore();
      const taskId = ulid();
      const once = event(1);
      await store.appendTaskEvent(taskId, once);
      await store.appendTaskEvent(taskId, once);
      expect((await store.listTaskEvents(taskId, { limit: 3 })).items).toEqual([once]);
    });
  });
}
