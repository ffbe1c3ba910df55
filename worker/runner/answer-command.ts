/** Answers one request to run a command: checks it, waits for its turn, runs it, and passes on its output line by line. */
import { once } from 'node:events';
import { realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sep } from 'node:path';
import * as z from 'zod';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { linesOf } from './lines-of-request.ts';
import { terminateOthers } from './other-processes.ts';
import {
  commandRequest,
  laterLine,
  mostRequestBytes,
  type CommandEnded,
  type CommandRequest,
  type OutputLine,
  type Refusal,
} from './protocol.ts';
import { runOne } from './run-one.ts';

export interface CommandTurns {
  /** One command at a time: a further one waits until all before it have ended, because the end of one ends every process. */
  readonly oneByOne: <T>(act: () => Promise<T>) => Promise<T>;
  /** Called when all processes of a command are gone, before its end is told. */
  readonly restore: () => Promise<void>;
  /** Called before anything of a command is done. Answers a function that is called when nothing of it is left. */
  readonly begin: (id: string) => () => void;
  readonly workDir: string;
}

/** So often an empty line tells the caller that the runner lives, milliseconds. */
const signOfLifeMs = 2_000;

/** @throws an error where the runner cannot go on, such as where a process cannot be killed */
export async function answerCommand(asked: IncomingMessage, answer: ServerResponse, turns: CommandTurns): Promise<void> {
  const lines = linesOf(asked, mostRequestBytes);
  const read = await readCommand(lines, turns.workDir);
  if (!read.ok) {
    refuse(answer, read);
    return;
  }
  answer.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
  const alive = setInterval(() => answer.write('\n'), signOfLifeMs);
  const ended = turns.begin(read.request.id);
  // Where its caller goes while it waits, it is not begun.
  answer.once('close', ended);
  try {
    await turns.oneByOne(async () => {
      if (answer.destroyed) return;
      answer.off('close', ended);
      const end = await run(read.request, lines, answer);
      await turns.restore();
      answer.end(`${JSON.stringify(end)}\n`);
    });
  } finally {
    clearInterval(alive);
    ended();
  }
}

async function run(request: CommandRequest, later: AsyncGenerator<string>, answer: ServerResponse): Promise<CommandEnded> {
  const running = runOne(request, (line) => say(answer, line));
  answer.once('close', () => {
    running.kill();
  });
  const end = { isThere: false };
  void obey(later, end);
  try {
    return await running.ended;
  } finally {
    end.isThere = true;
  }
}

/** Does what later lines ask, until the command has ended. */
async function obey(later: AsyncGenerator<string>, end: { readonly isThere: boolean }): Promise<void> {
  try {
    for await (const line of later) {
      if (!end.isThere && laterLine.safeParse(jsonOrUndefined(line)).success) terminateOthers();
    }
  } catch {
    // The caller has gone, which kills the command.
  }
}

async function say(answer: ServerResponse, line: OutputLine): Promise<void> {
  if (answer.destroyed || answer.write(`${JSON.stringify(line)}\n`)) return;
  const given = new AbortController();
  const { signal } = given;
  await Promise.race([once(answer, 'drain', { signal }), once(answer, 'close', { signal })]).finally(() => {
    given.abort();
  });
}

type ReadCommand = { readonly ok: true; readonly request: CommandRequest } | ({ readonly ok: false } & Refusal);

async function readCommand(lines: AsyncGenerator<string>, workDir: string): Promise<ReadCommand> {
  let first: IteratorResult<string, unknown>;
  try {
    first = await lines.next();
  } catch (error) {
    return refusal('', error instanceof RangeError ? error.message : 'was cut off');
  }
  const given = first.done ? undefined : jsonOrUndefined(first.value);
  if (given === undefined) return refusal('', 'must be a line of JSON');
  const parsed = commandRequest.safeParse(given);
  // Looked at in any case, so that all problems are told at once.
  const place = await problemOfPlace(given, workDir);
  const issues = parsed.success ? [] : parsed.error.issues;
  const problems = issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  if (place !== undefined) problems.push({ path: 'cwd', message: place });
  return parsed.success && problems.length === 0 ? { ok: true, request: parsed.data } : { ok: false, problems };
}

const refusal = (path: string, message: string): ReadCommand => ({ ok: false, problems: [{ path, message }] });

async function problemOfPlace(given: unknown, workDir: string): Promise<string | undefined> {
  const parsed = z.object({ cwd: commandRequest.shape.cwd }).safeParse(given);
  if (!parsed.success) return undefined;
  try {
    const [cwd, work] = await Promise.all([realpath(parsed.data.cwd), realpath(workDir)]);
    return cwd.startsWith(`${work}${sep}`) ? undefined : `must be a folder within ${workDir}`;
  } catch {
    return 'is not there';
  }
}

function refuse(answer: ServerResponse, { problems }: Refusal): void {
  answer.writeHead(400, { 'content-type': 'application/json' }).end(`${JSON.stringify({ problems })}\n`);
}
