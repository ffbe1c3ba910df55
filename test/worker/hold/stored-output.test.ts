import fc from 'fast-check';
import type { OutputPart, TaskEventStore } from '../../../adapters/task-stores.ts';
import { storedOutput } from '../../../worker/hold/stored-output.ts';
import { createSecrets } from '../../../worker/sandbox/secrets.ts';
import { createTaskOutput } from '../../../worker/sandbox/task-output.ts';
import { taskEventsInMemory } from '../../twins/task-events-in-memory.ts';

const shownBytes = 256 * 1024;
const secret = 's3cr3t-token';

/** The output of a task, its writes, and what readers see. */
function scene() {
  const events = taskEventsInMemory();
  const writes: OutputPart[] = [];
  const refusals: Error[] = [];
  const store: Pick<TaskEventStore, 'putOutputPart'> = {
    putOutputPart(taskId, part) {
      const refusal = refusals.shift();
      if (refusal) return Promise.reject(refusal);
      writes.push(part);
      return events.putOutputPart(taskId, part);
    },
  };
  const secrets = createSecrets();
  secrets.add(secret);
  const begin = (hold: number) => {
    const output = createTaskOutput(secrets);
    return { output, stored: storedOutput({ events: store, taskId: 't', hold, output }) };
  };
  return { ...begin(1), begin, writes, refusals, read: () => events.getTaskOutput('t') };
}

test('each write has only what is new; nothing is written when nothing was printed', async () => {
  const { output, stored, writes, read } = scene();
  await stored.storeNew();
  const lines = ['a', 'b', 'c'].map((letter) => `${letter.repeat(3_000)}\n`);
  for (const line of lines) {
    output.append(line);
    await stored.storeNew();
    await stored.storeNew();
  }
  await stored.storeRest();
  expect(writes).toEqual(lines.map((text, number) => ({ hold: 1, place: number, number, text })));
  expect(await read()).toBe(lines.join(''));
});

test('little output ends in one write of one item, however often the rest is stored; no output in none', async () => {
  const { output, stored, writes } = scene();
  await stored.storeRest();
  expect(writes).toEqual([]);
  output.append('all\n');
  await stored.storeRest();
  await stored.storeRest();
  expect(writes).toEqual([{ hold: 1, place: 0, number: 0, text: 'all\n' }]);
});

test('a small part is written once more with what follows, so that a slow task has few parts', async () => {
  const { output, stored, writes, read } = scene();
  const lines = Array.from({ length: 1_000 }, (_none, n) => `line ${n}\n`);
  for (const line of lines) {
    output.append(line);
    await stored.storeNew();
  }
  expect(writes).toHaveLength(lines.length);
  expect(new Set(writes.map(({ place }) => place)).size).toBeLessThan(12);
  expect(Math.max(...writes.map(({ text }) => text.length))).toBeLessThanOrEqual(1_024);
  expect(await read()).toBe(lines.join(''));
});

test('a part that could not be stored is stored by the next call, with what was printed since', async () => {
  const { output, stored, writes, refusals, read } = scene();
  output.append('one\n');
  refusals.push(new Error('not now'));
  await expect(stored.storeNew()).rejects.toThrow('not now');
  output.append('two\n');
  await Promise.all([stored.storeNew(), stored.storeRest()]);
  expect(writes).toHaveLength(1);
  expect(await read()).toBe('one\ntwo\n');
});

test('of a long output readers see the last 256 KB at any time, and the parts stay few', async () => {
  const { output, stored, writes, read } = scene();
  let all = '';
  for (let n = 0; n < 60; n += 1) {
    const printed = `${n}: ${'é'.repeat(n % 7 === 0 ? 60_000 : 7_000)}\n`;
    all += printed;
    output.append(printed);
    await stored.storeNew();
    const shown = (await read()) ?? '';
    expect(all.endsWith(shown)).toBe(true);
    expect(Buffer.byteLength(shown)).toBeGreaterThan(Math.min(Buffer.byteLength(all), shownBytes) - 4);
  }
  const sizes = new Map(writes.map(({ place, text }) => [place, Buffer.byteLength(text)]));
  expect(sizes.size).toBeLessThan(25);
  expect(Math.max(...writes.map(({ text }) => Buffer.byteLength(text)))).toBeLessThanOrEqual(96 * 1024);
  expect([...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(2 * shownBytes);
});

test('a new hold begins anew, and readers see the earlier output until it has stored something', async () => {
  const { output, stored, begin, read } = scene();
  output.append('of the first\n');
  await stored.storeNew();
  const second = begin(2);
  await second.stored.storeNew();
  expect(await read()).toBe('of the first\n');
  second.output.append('of the second\n');
  await second.stored.storeNew();
  output.append('of a worker that lost the task\n');
  await stored.storeRest();
  expect(await read()).toBe('of the second\n');
});

test('no part has a secret or a half of one, wherever the output is divided', async () => {
  const pieces = fc.array(fc.constantFrom(secret, secret.slice(0, 5), secret.slice(5), 's', 'text ', '🚀', '\n'), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(pieces, fc.array(fc.nat({ max: 200 }), { maxLength: 10 }), async (texts, cuts) => {
      const { output, stored, writes } = scene();
      const bytes = Buffer.from(texts.join(''));
      const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
      for (const [index, place] of places.entries()) {
        output.append(bytes.subarray(place, places[index + 1] ?? bytes.length));
        await stored.storeNew();
      }
      await stored.storeRest();
      const last = new Map(writes.map(({ number, text }) => [number, text]));
      expect([...last.values()].join('')).toBe(bytes.toString().replaceAll(secret, '***'));
      const seen = writes.map(({ text }) => text).join('\n');
      // Halves that were printed alone are no secret; those of a whole secret must not be seen.
      if (!texts.some((text) => text !== secret && secret.includes(text))) expect(seen).not.toContain(secret.slice(0, 3));
    }),
  );
});
