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
  const known = new Map<string, Promise<void>>();
  const turns = { oneByOne: limit, restore: () => place.claim(), begin: beginIn(known), workDir: settings.workDir };
  http.on('request', (asked: IncomingMessage, answer: ServerResponse) => {
    route(asked, answer, { turns, known }).catch(broken);
  });
  await place.claim();
  return {
    async close() {
      place.close();
      await killOthers();
    },
  };
}

/** Remembers each command until it has ended. */
function beginIn(known: Map<string, Promise<void>>): CommandTurns['begin'] {
  return (id) => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    known.set(id, ended);
    return () => {
      known.delete(id);
      end();
    };
  };
}

interface Known {
  readonly turns: CommandTurns;
  readonly known: ReadonlyMap<string, Promise<void>>;
}

async function route(asked: IncomingMessage, answer: ServerResponse, { turns, known }: Known): Promise<void> {
  // A connection that breaks is told by "close".
  asked.on('error', () => undefined);
  answer.on('error', () => undefined);
  const [, thing, id = ''] = (asked.url ?? '').split('/');
  if (asked.method === 'POST' && thing === 'commands') {
    await answerCommand(asked, answer, turns);
  } else if (asked.method === 'GET' && (thing === 'ended' || thing === 'health')) {
    // One that is not known has ended.
    if (thing === 'ended') await known.get(id);
    answer.end();
  } else {
    answer.writeHead(404).end();
  }
}
