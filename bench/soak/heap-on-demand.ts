/** Loaded into a process with `--import` and `--expose-gc`: answers the question for the size of its JavaScript objects. */
import { question, type FromChild } from './messages.ts';

process.on('message', (message) => {
  if (question.parse(message) !== 'heap') return;
  globalThis.gc?.();
  const answer: FromChild = { kind: 'heap', megabytes: process.memoryUsage().heapUsed / 2 ** 20 };
  process.send?.(answer);
});
// The channel for questions must not keep the process alive.
process.channel?.unref();
