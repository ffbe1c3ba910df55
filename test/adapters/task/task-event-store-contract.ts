/** The contract of the stores of task events: the one on DynamoDB and the one in memory. */
import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { TaskEventStore } from '../../../adapters/task-stores.ts';

const at = (n: number) => Date.UTC(2026, 10, 5, 0, 0, n);
const event = (n: number) => ({
  event_id: ulid(at(n)),
  event_type: 'task_noted',
  timestamp: new Date(at(n)).toISOString(),
  metadata: { n, deep: { huge: 1e200, none: null } },
});
const part = (number: number, text: string) => ({ hold: 1, place: number, number, text });

/** @param makeStore called within a test; the ids of tasks are new in each */
export function taskEventStoreContract(name: string, makeStore: () => TaskEventStore): void {
  describe(`the task events ${name}`, () => {
    test('events come oldest first, page by page, and without the output', async () => {
      const store = makeStore();
      const taskId = ulid();
      const events = [1, 2, 3, 4, 5].map(event);
      for (const each of [...events].reverse()) await store.appendTaskEvent(taskId, each);
      await store.putOutputPart(taskId, part(0, 'hello'));
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
      await store.putOutputPart(taskId, part(0, 'hello'));
      const newest = { newestFirst: true, limit: 3 };
      const first = await store.listTaskEvents(taskId, newest);
      const second = await store.listTaskEvents(taskId, { ...newest, after: first.next });
      expect([...first.items, ...second.items]).toEqual([...events].reverse());
      const afterEvent = events[1]?.event_id;
      expect((await store.listTaskEvents(taskId, { afterEvent, limit: 9 })).items).toEqual(events.slice(2));
      expect((await store.listTaskEvents(taskId, { ...newest, afterEvent, limit: 9 })).items).toEqual(events.slice(2).reverse());
    });

    test('output is kept as it is, and the parts of a hold are joined in their order', async () => {
      const store = makeStore();
      const taskId = ulid();
      expect(await store.getTaskOutput(taskId)).toBeUndefined();
      await store.putOutputPart(taskId, part(0, 'première ligne\n'));
      expect(await store.getTaskOutput(taskId)).toBe('première ligne\n');
      await store.putOutputPart(taskId, part(1, '\u0000 🚀\n'));
      expect(await store.getTaskOutput(taskId)).toBe('première ligne\n\u0000 🚀\n');
    });

    test('a part that is stored again, or in the place of another, replaces it', async () => {
      const store = makeStore();
      const taskId = ulid();
      for (const number of [0, 1, 2]) await store.putOutputPart(taskId, part(number, `${number};`));
      await store.putOutputPart(taskId, part(2, '2; and more;'));
      await store.putOutputPart(taskId, part(2, '2; and more;'));
      await store.putOutputPart(taskId, { ...part(3, '3;'), place: 0 });
      expect(await store.getTaskOutput(taskId)).toBe('1;2; and more;3;');
      // As if a reader saw the place of 1 after 4 was stored there, and the place of 3 before 3 was.
      await store.putOutputPart(taskId, { ...part(5, '5;'), place: 1 });
      expect(await store.getTaskOutput(taskId)).toBe('5;');
    });

    test('only the parts of the newest hold are read, once it stored one, whatever an earlier hold still stores', async () => {
      const store = makeStore();
      const taskId = ulid();
      for (const number of [0, 1]) await store.putOutputPart(taskId, { ...part(number, `first ${number};`), hold: 9 });
      expect(await store.getTaskOutput(taskId)).toBe('first 0;first 1;');
      await store.putOutputPart(taskId, { ...part(0, 'second'), hold: 10 });
      await store.putOutputPart(taskId, { ...part(2, 'late'), hold: 9 });
      expect(await store.getTaskOutput(taskId)).toBe('second');
    });

    test('of a long output the last 256 KB are read, beginning with a whole character', async () => {
      const store = makeStore();
      const taskId = ulid();
      for (const number of [0, 1, 2, 3, 4]) await store.putOutputPart(taskId, part(number, '🚀'.repeat(16_384)));
      await store.putOutputPart(taskId, part(5, 'end'));
      const kept = (await store.getTaskOutput(taskId)) ?? '';
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(256 * 1024);
      expect(Buffer.byteLength(kept)).toBeGreaterThan(256 * 1024 - 4);
      expect(kept.startsWith('🚀🚀')).toBe(true);
      expect(kept.endsWith('🚀end')).toBe(true);
    });

    test('raw output is kept beside the output, by the same rules', async () => {
      const store = makeStore();
      const taskId = ulid();
      expect(await store.getRawOutput(taskId)).toBeUndefined();
      await store.putOutputPart(taskId, part(0, 'Done.'));
      expect(await store.getRawOutput(taskId)).toBeUndefined();
      for (const number of [0, 1]) await store.putRawOutputPart(taskId, part(number, `{"n":${number}}\n`));
      await store.putRawOutputPart(taskId, part(1, '{"n":1}\n'));
      expect(await store.getRawOutput(taskId)).toBe('{"n":0}\n{"n":1}\n');
      expect(await store.getTaskOutput(taskId)).toBe('Done.');
      await store.putRawOutputPart(taskId, { ...part(0, '{"hold":2}'), hold: 2 });
      await store.putRawOutputPart(taskId, { ...part(2, 'late'), hold: 1 });
      expect(await store.getRawOutput(taskId)).toBe('{"hold":2}');
      expect((await store.listTaskEvents(taskId, { limit: 3 })).items).toEqual([]);
    });

    test('a diff is kept whole, beside events and output: that of the newest hold', async () => {
      const store = makeStore();
      const taskId = ulid();
      expect(await store.getDiff(taskId)).toBeUndefined();
      const file = { path: 'a.txt', old_path: null, status: 'added' as const, added: 1, removed: 0 };
      // So many random characters that it takes several parts.
      const text = randomBytes(512 * 1024).toString('hex');
      await store.putDiff(taskId, { hold: 9, files: [file], text });
      await store.putDiff(taskId, { hold: 9, files: [file], text });
      expect(await store.getDiff(taskId)).toEqual({ files: [file], text });
      await store.putDiff(taskId, { hold: 10, files: [], text: '' });
      await store.putDiff(taskId, { hold: 9, files: [file], text: 'late' });
      expect(await store.getDiff(taskId)).toEqual({ files: [], text: '' });
      expect((await store.listTaskEvents(taskId, { limit: 3 })).items).toEqual([]);
      expect([await store.getTaskOutput(taskId), await store.getRawOutput(taskId)]).toEqual([undefined, undefined]);
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
