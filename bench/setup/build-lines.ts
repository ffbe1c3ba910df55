/**
 * Prints lines like those of a build, evenly over the time: `node bench/setup/build-lines.ts BYTES SECONDS` prints so many bytes in
 * so many seconds, and goes on like that. The lines are the same each time.
 */
import { createHash } from 'node:crypto';

const [bytes = 0, seconds = 1] = process.argv.slice(2).map(Number);
const steps = ['compile', 'lint', 'test', 'bundle'] as const;
const parts = ['orders', 'billing', 'catalog', 'users', 'search', 'shipping'] as const;

/** Example: `[00:00:12.480] info  compile  src/billing/handler-17.ts  128 ms  sha256:4b227777d4dd1fc6`. */
function buildLine(number: number): string {
  const digest = createHash('sha256').update(String(number)).digest();
  const [a = 0, b = 0, c = 0, d = 0] = digest;
  const time = new Date(number * 480).toISOString().slice(11, 23);
  const file = `src/${String(parts[a % parts.length])}/handler-${b}.ts`;
  return `[${time}] info  ${String(steps[c % steps.length])}  ${file}  ${c + d} ms  sha256:${digest.toString('hex', 8, 16)}\n`;
}

const start = performance.now();
let [printed, number] = [0, 0];
setInterval(() => {
  const wanted = (bytes * (performance.now() - start)) / (seconds * 1_000);
  for (; printed < wanted; number += 1) {
    const line = buildLine(number);
    process.stdout.write(line);
    printed += line.length;
  }
}, 100);
