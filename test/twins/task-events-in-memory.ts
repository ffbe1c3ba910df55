/** The store of task events in memory. Each function does all its work at once. */
import type { TaskEventStore } from '../../adapters/ports.ts';
import { limits } from '../../contracts/limits.ts';
import type { TaskEvent } from '../../contracts/task.ts';
import { lastBytes } from '../../core/text/last-bytes.ts';
import { outputEventId } from '../../contracts/keys.ts';
import { ItemVersions } from './item-versions.ts';
import { pageOfList } from './page-of-list.ts';

export function taskEventsInMemory(versions = new ItemVersions()): TaskEventStore {
  const events = new Map<string, Map<string, TaskEvent>>();
  const outputs = new Map<string, string>();
  const guard = <T>(taskId: string, work: () => Promise<T>): Promise<T> =>
    versions.guard('task output', [{ task_id: taskId, event_id: outputEventId }], work);
  return {
    appendTaskEvent(taskId, event) {
      const there = events.get(taskId) ?? new Map<string, TaskEvent>();
      events.set(taskId, there.set(event.event_id, event));
      return Promise.resolve();
    },
    listTaskEvents(taskId, page) {
      const oldestFirst = [...(events.get(taskId)?.values() ?? [])].sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
      const asked = oldestFirst.filter(({ event_id }) => page.afterEvent === undefined || event_id > page.afterEvent);
      const answer = pageOfList(page.newestFirst ? asked.reverse() : asked, page);
      const keys = answer.items.map(({ event_id }) => ({ task_id: taskId, event_id }));
      return versions.guard('task event', keys, () => Promise.resolve(answer));
    },
    putTaskOutput: (taskId, output) =>
      guard(taskId, () =>
        Promise.resolve(void outputs.set(taskId, Buffer.from(lastBytes(output, limits.outputBytes)).toString())),
      ),
    getTaskOutput: (taskId) => guard(taskId, () => Promise.resolve(outputs.get(taskId))),
  };
}
