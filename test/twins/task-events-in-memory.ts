/** The task events in memory: each function does its whole work at once. */
import type { TaskEventStore } from '../../adapters/ports.ts';
import { limits } from '../../contracts/limits.ts';
import type { TaskEvent } from '../../contracts/task.ts';
import { lastBytes } from '../../core/text/last-bytes.ts';
import { pageOfList } from './page-of-list.ts';

export function taskEventsInMemory(): TaskEventStore {
  const events = new Map<string, Map<string, TaskEvent>>();
  const outputs = new Map<string, string>();
  return {
    appendTaskEvent(taskId, event) {
      const there = events.get(taskId) ?? new Map<string, TaskEvent>();
      events.set(taskId, there.set(event.event_id, event));
      return Promise.resolve();
    },
    listTaskEvents(taskId, page) {
      const oldestFirst = [...(events.get(taskId)?.values() ?? [])].sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
      const asked = oldestFirst.filter(({ event_id }) => page.afterEvent === undefined || event_id > page.afterEvent);
      return Promise.resolve(pageOfList(page.newestFirst ? asked.reverse() : asked, page));
    },
    putTaskOutput: (taskId, output) =>
      Promise.resolve(void outputs.set(taskId, Buffer.from(lastBytes(output, limits.outputBytes)).toString())),
    getTaskOutput: (taskId) => Promise.resolve(outputs.get(taskId)),
  };
}
