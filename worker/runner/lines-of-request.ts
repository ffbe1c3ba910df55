/** The lines of a request, as they come. The last one may be without a line break. */
import type { Readable } from 'node:stream';

const lineBreak = 0x0a;

/** @throws RangeError for a line of more bytes */
export async function* linesOf(request: Readable, mostBytes: number): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let bytes = 0;
  const add = (part: Buffer): void => {
    bytes += part.length;
    if (bytes > mostBytes) throw new RangeError(`must have at most ${mostBytes} bytes`);
    parts.push(part);
  };
  const take = (): string => {
    const line = Buffer.concat(parts).toString('utf8');
    [parts, bytes] = [[], 0];
    return line;
  };
  // A request gives buffers unless it is told an encoding.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(lineBreak); at !== -1; at = chunk.indexOf(lineBreak, from)) {
      add(chunk.subarray(from, at));
      yield take();
      from = at + 1;
    }
    add(chunk.subarray(from));
  }
  if (bytes > 0) yield take();
}
