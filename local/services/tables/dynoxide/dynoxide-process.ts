/**
 * The program dynoxide as a process of its own, which talks over its standard input and output (MCP: JSON-RPC, a line a message). It
 * has no port, so nobody else can reach it; and its input ends with the runtime, which ends it.
 * A process that dies is replaced at the next call. Calls that were under way fail: whether they were done is unknown.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { JSONRPCClient, isJSONRPCResponse } from 'json-rpc-2.0';
import * as z from 'zod';
import { jsonOrUndefined } from '../../../../core/text/json-or-undefined.ts';
import { identityOf, isAlive, processIdentity } from '../../../folder/process-identity.ts';

/** A tool of the program, and the names of its parameters. */
export type Tools = ReadonlyMap<string, ReadonlySet<string>>;

/** What a tool answers: its result as JSON text, or that of its error. */
export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
}

export interface DynoxideProcess {
  /** What the program can do. */
  readonly tools: Tools;
  /** @throws Error when the process ended before it answered, or does not start */
  call(tool: string, parameters: Readonly<Record<string, unknown>>): Promise<ToolAnswer>;
  /** Waits until the process has closed its database. */
  close(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly client: JSONRPCClient;
  readonly tools: Tools;
}

const listedTools = z.object({
  tools: z.array(
    z.object({ name: z.string(), inputSchema: z.object({ properties: z.record(z.string(), z.unknown()).default({}) }) }),
  ),
});
const toolAnswer = z.object({ content: z.tuple([z.object({ text: z.string() })]), isError: z.boolean().default(false) });

/** Milliseconds for closing the database at the end. */
const closingMs = 5_000;
/** Characters of what the program says on its standard error that an error repeats. */
const mostSaid = 500;

/**
 * @param binary path of the program
 * @param database file, made with its folder when missing
 * @throws Error with what the program says, when it does not start: the file is no database, say
 */
export async function startDynoxide(binary: string, database: string): Promise<DynoxideProcess> {
  await mkdir(dirname(database), { recursive: true, mode: 0o700 });
  const register = `${database}.process.json`;
  await endFormerProcess(register);
  let running: Promise<Running> | undefined;
  let closed = false;
  const begin = async (): Promise<Running> => {
    const begun = await open(binary, database);
    begun.child.once('exit', () => {
      running = undefined;
    });
    await note(register, begun.child);
    return begun;
  };
  const current = (): Promise<Running> => {
    if (closed) throw new Error('The tables are closed.');
    running ??= begin();
    running.catch(() => {
      running = undefined;
    });
    return running;
  };
  const { tools } = await current();
  return {
    tools,
    async call(tool, parameters) {
      const { client } = await current();
      const answer = toolAnswer.parse(await client.request('tools/call', { name: tool, arguments: parameters }));
      return { text: answer.content[0].text, isError: answer.isError };
    },
    async close() {
      closed = true;
      const begun = await running?.catch(() => undefined);
      if (begun !== undefined) await end(begun.child);
    },
  };
}

async function open(binary: string, database: string): Promise<Running> {
  // Ctrl-C goes to all processes of the terminal's group. The engine must outlive the last write of the runtime.
  const child = spawn(binary, ['mcp', '--db-path', database], { detached: true, env: {}, stdio: 'pipe' });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-mostSaid);
  });
  const client = new JSONRPCClient((message) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
  });
  const gone = (why: string): void => {
    client.rejectAllPendingRequests(`The engine of the tables ended (${why})${said === '' ? '' : `: ${said.trim()}`}`);
  };
  child.once('error', (error) => {
    gone(error.message);
  });
  child.once('close', (code, signal) => {
    gone(signal ?? `code ${code}`);
  });
  // The process may end before it has read everything. Its end is told above.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = jsonOrUndefined(line);
    // The program may also tell of its progress, which is no answer.
    if (typeof message === 'object' && message !== null && isJSONRPCResponse(message)) client.receive(message);
  });
  await client.request('initialize', {
    protocolVersion: '2025-03-26',
    capabilities: {},
    clientInfo: { name: 'bgagent', version: '1' },
  });
  client.notify('notifications/initialized', {});
  const { tools } = listedTools.parse(await client.request('tools/list', {}));
  const parameters = tools.map(({ name, inputSchema }) => [name, new Set(Object.keys(inputSchema.properties))] as const);
  return { child, client, tools: new Map(parameters) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), closingMs);
  await exited;
  clearTimeout(timer);
}

/** Names the process for the next runtime. On a full disk that fails; then that runtime relies on the end of the process's input. */
async function note(register: string, { pid = 0 }: ChildProcess): Promise<void> {
  await writeFile(register, JSON.stringify(identityOf(pid)), { mode: 0o600 }).catch(() => undefined);
}

/**
 * Ends the process of a runtime that was killed. It ends by itself when its input does, but it may still have calls of that runtime
 * to do, which must not change what this runtime reads.
 */
async function endFormerProcess(register: string): Promise<void> {
  const former = processIdentity.safeParse(jsonOrUndefined(await readFile(register, 'utf8').catch(() => '')));
  while (former.success && former.data.pid > 0 && isAlive(former.data)) {
    process.kill(former.data.pid, 'SIGKILL');
    await pause(5);
  }
}
