/**
 * Exits with 0 where the runner answers: the health check of its container. Without BGAGENT_RUNNER_SOCKET there is no runner to ask, as
 * in the container of a pooled worker. Plain JavaScript, because it is started often.
 */
import { request } from 'node:http';

const socketPath = process.env.BGAGENT_RUNNER_SOCKET;
if (!socketPath) process.exit(0);
const asked = request({ socketPath, path: '/health', timeout: 5_000 }, (answer) =>
  process.exit(answer.statusCode === 200 ? 0 : 1),
);
asked.once('timeout', () => process.exit(1));
asked.once('error', () => process.exit(1));
asked.end();
