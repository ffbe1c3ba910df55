/** Imported before a process's own program (`--import`, with `--expose-gc`): tells how large JavaScript's objects are, when asked. */
import { question, type FromChild } from './messages.ts';

process.on('message', (message) => {
  if (question.parse(message) !== 'heap') return;
  globalThis.gc?.();
  const answer: FromChild = { kind: 'heap', megabytes: process.memoryUsage().heapUsed / 2 ** 20 };
  process.send?.(answer);
});
// Being asked is no reason to live.
process.channel?.unref();
