/** Makes the request of an operation with a token, and says in a word of the table what came of it. */
import { addressOf } from '../../../../contracts/http/client.ts';
import { operations, type OperationId } from '../../../../contracts/http/operations.ts';
import type { ApiPorts } from '../../../../lambdas/api/api-ports.ts';
import { errorOf, type Bench, type Reply } from '../bench.ts';
import { requests, type Asked, type Things } from './requests.ts';

export interface Asking {
  readonly bench: Bench;
  readonly ports: ApiPorts;
  /** '' = no token. */
  readonly token: string;
  readonly things: Things;
}

/** @returns the word, with the scope that the answer names */
export async function askAs(id: OperationId, { bench, ports, token, things }: Asking): Promise<string> {
  const asked = await requests[id](things, bench);
  const body = asked.body === undefined ? {} : { body: JSON.stringify(asked.body) };
  const reply = await bench.call(operations[id].method, addressOf('', operations[id], asked), { token, ...body }, ports);
  return wordOf(id, reply, asked, things);
}

function wordOf(id: OperationId, reply: Reply, asked: Asked, { fleet_id, task_id }: Things): string {
  if (reply.status < 400 && asked.comesTo === undefined) {
    const shown = { listFleets: fleet_id, listTasks: task_id }[id as string];
    return shown === undefined || reply.text.includes(shown) ? 'yes' : 'own';
  }
  const { code, message } = errorOf(reply);
  if (code === asked.comesTo) return 'yes';
  if (code === 'UNAUTHORIZED') return '401';
  if (code !== 'FORBIDDEN') return `${reply.status} ${code}: ${message}`;
  const scope = /^This needs a token with (?:the scope (\S+)|(one) of the scopes .*)\. /.exec(message);
  if (scope) return `scope ${scope[1] ?? 'any'}`;
  if (message === 'Only members of the group operators may do this.') return 'ops';
  return message.includes(' is not yours.') || message.includes("is its owner's.") ? 'no' : message;
}
