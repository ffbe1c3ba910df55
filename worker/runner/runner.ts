/** The runner: runs the commands that a worker in another container sends it, one at a time. It knows no task and has no secret. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pLimit from 'p-limit';
import { answerCommand, type CommandTurns } from './answer-command.ts';
import { killOthers } from './other-processes.ts';
import type { RunnerSettings } from './settings.ts';
import { socketPlace } from './socket-place.ts';

export interface Runner {
  /** Kills what still runs. */
  close(): Promise<void>;
}

/**
 * Resolves once it listens.
 * @param broken called when it cannot go on: its process must end then, and with it the container
 */
export async function startRunner(settings: RunnerSettings, broken: (error: unknown) => void): Promise<Runner> {
  const limit = pLimit(1);
  const http = createServer({ requestTimeout: 0 });
  const place = socketPlace(settings, (connection) => http.emit('connection', connection));
  const turns: CommandTurns = { oneByOne: limit, restore: () => place.claim(), workDir: settings.workDir };
  http.on('request', (asked: IncomingMessage, answer: ServerResponse) => {
    route(asked, answer, turns).catch(broken);
  });
  await place.claim();
  return {
    async close() {
      place.close();
      await killOthers();
    },
  };
}

async function route(asked: IncomingMessage, answer: ServerResponse, turns: CommandTurns): Promise<void> {
  // A connection that breaks is told by "close".
  asked.on('error', () => undefined);
  answer.on('error', () => undefined);
  switch (`${asked.method ?? ''} ${asked.url ?? ''}`) {
    case 'POST /commands':
      await answerCommand(asked, answer, turns);
      return;
    case 'GET /idle':
      await turns.oneByOne(() => Promise.resolve());
      answer.end();
      return;
    case 'GET /health':
      answer.end();
      return;
    default:
      answer.writeHead(404).end();
  }
}
