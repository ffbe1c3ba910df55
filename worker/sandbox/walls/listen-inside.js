/**
 * Runs for a moment in a network namespace: listens on its loopback, and hands the listening socket to the worker. A socket stays in the
 * namespace that it was made in, so the worker accepts connections of the namespace without being in it.
 * Plain JavaScript, because a command may wait for it, and TypeScript would take longer to start.
 */
import { createServer } from 'node:net';

const [, , port] = process.argv;
const listener = createServer();
listener.listen({ host: '127.0.0.1', port: Number(port) }, () => {
  process.send({ pid: process.pid }, listener);
});
// The worker has opened the namespace meanwhile, which therefore stays.
process.once('message', () => process.exit(0));
