/** Reads the body of a request, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** @returns the whole body; undefined when it is longer than `limit` bytes */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Without an encoding set, an IncomingMessage yields buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}
