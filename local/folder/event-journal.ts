/**
 * Writes every event about a fleet as a line of JSON into a file of the runtime's folder, in the order of publishing. The line is
 * written before the publisher gets its answer. A publisher that was killed before it could note the answer publishes again: such
 * an event is known by its event_id, as far back as the ids of the file's end are kept, and is not written twice.
 */
import { appendFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import * as z from 'zod';
import { fleetEventSchema } from '../../contracts/events.ts';

export interface EventJournal {
  /**
   * Writes an event about a fleet unless the file has it, and ignores any other event.
   * @throws Error when it cannot be written
   */
  note(event: unknown): void;
}

/** Bytes at the end of the file that are read at a start: they hold the events of some thousand targets. */
const tailBytes = 4 * 1024 * 1024;
const newline = 10;
/** Ids that are kept in memory: more than the events of two of the largest fleets. */
const idsInMind = 25_000;

/** @param file made at the first event. A last line that was cut off in the middle is removed. */
export async function openEventJournal(file: string): Promise<EventJournal> {
  const written = await idsAtTheEnd(file);
  return {
    note: (event) => {
      const read = fleetEventSchema.safeParse(event);
      if (!read.success || written.has(read.data.detail.event_id)) return;
      // Opened for each event, so that the file may be moved away while the runtime runs.
      appendFileSync(file, `${JSON.stringify(read.data)}\n`, { mode: 0o600 });
      remember(written, read.data.detail.event_id);
    },
  };
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > idsInMind && oldest !== undefined) ids.delete(oldest);
}

async function idsAtTheEnd(file: string): Promise<Set<string>> {
  const handle = await open(file, 'r+').catch(() => undefined);
  if (handle === undefined) return new Set();
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const whole = buffer.subarray(0, bytesRead).lastIndexOf(newline) + 1;
    if (whole < bytesRead) await handle.truncate(start + whole);
    return new Set(buffer.subarray(0, whole).toString('utf8').split('\n').flatMap(idOf));
  } finally {
    await handle.close();
  }
}

const line = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});
const noted = line.pipe(fleetEventSchema);

/** The id of the event in a line; none where the line is not an event, as the first line of the end may be half a line. */
function idOf(text: string): string[] {
  const read = noted.safeParse(text);
  return read.success ? [read.data.detail.event_id] : [];
}
