/** Server-sent events, as both protocols stream their answers. */
import type { ServerResponse } from 'node:http';

export interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** @param howMany of the events; fewer than all, and the connection is cut behind them */
export function streamEvents(response: ServerResponse, events: readonly StreamEvent[], howMany = events.length): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const sent = events.slice(0, howMany).map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const text = sent.join('');
  if (howMany >= events.length) response.end(text);
  // Cut once it has left this process.
  else response.write(text, () => response.destroy());
}
