/**
 * Ports that ask for the connection at each call. A worker holds a task for longer than it has a connection: a runtime that was
 * started again has other endpoints and credentials, and the tables know the task as before.
 */
import { Unreachable } from '../adapters/dynamo/outage.ts';
import { messageOf } from '../core/text/message-of-error.ts';
import type { Connection } from './connection.ts';
import type { WorkerPorts } from './hold/worker-setup.ts';

/**
 * A call rejects with `Unreachable`, which is an outage, while there is nothing to connect to.
 * @param connection answers now; later it may throw
 */
export function currentPorts(connection: () => Connection): WorkerPorts {
  const ports = (): WorkerPorts => {
    try {
      return connection().ports;
    } catch (error) {
      throw new Unreachable(messageOf(error), { cause: error });
    }
  };
  return {
    tasks: current(() => ports().tasks),
    events: current(() => ports().events),
    repos: current(() => ports().repos),
    queue: current(() => ports().queue),
    bus: current(() => ports().bus),
  };
}

type Functions<P> = { readonly [K in keyof P]: (...args: never[]) => Promise<unknown> };

/** The functions of a port, each of which asks for the port when it is called. */
function current<P extends Functions<P>>(port: () => P): P {
  const call =
    <K extends keyof P>(name: K) =>
    async (...args: Parameters<P[K]>): Promise<unknown> =>
      port()[name](...args);
  // Every key of a port is the name of a function: the type Functions says so.
  const names = Object.keys(port()) as (keyof P)[];
  // Each name of P has the function that calls the one of that name in P.
  return Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as P;
}
