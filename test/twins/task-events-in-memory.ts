/** The store of task events in memory. Each function does all its work at once. */
import type { OutputPart, TaskEventStore } from '../../adapters/task-stores.ts';
import { joinedParts } from '../../adapters/task/joined-parts.ts';
import { outputPartId, rawOutputPartId, taskDiffPartId } from '../../contracts/keys.ts';
import type { TaskDiff } from '../../contracts/change.ts';
import type { TaskEvent } from '../../contracts/task.ts';
import { ItemVersions } from './item-versions.ts';
import { pageOfList } from './page-of-list.ts';

export function taskEventsInMemory(versions = new ItemVersions()): TaskEventStore {
  const events = new Map<string, Map<string, TaskEvent>>();
  const output = outputsInMemory(versions, outputPartId);
  const raw = outputsInMemory(versions, rawOutputPartId);
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
    putOutputPart: output.put,
    getTaskOutput: output.get,
    putRawOutputPart: raw.put,
    getRawOutput: raw.get,
    ...diffsInMemory(versions),
  };
}

function diffsInMemory(versions: ItemVersions): Pick<TaskEventStore, 'putDiff' | 'getDiff'> {
  const diffs = new Map<string, TaskDiff & { readonly hold: number }>();
  const keyOf = (taskId: string, hold: number) => ({ task_id: taskId, event_id: taskDiffPartId(hold, 0) });
  return {
    putDiff: (taskId, diff) =>
      versions.guard('task diff', [keyOf(taskId, diff.hold)], () => {
        if (diff.hold >= (diffs.get(taskId)?.hold ?? 0)) diffs.set(taskId, diff);
        return Promise.resolve();
      }),
    getDiff: (taskId) => {
      const { hold = 0, files = [], text = '' } = diffs.get(taskId) ?? {};
      return versions.guard('task diff', hold === 0 ? [] : [keyOf(taskId, hold)], () =>
        Promise.resolve(hold === 0 ? undefined : { files, text }),
      );
    },
  };
}

function outputsInMemory(versions: ItemVersions, idOf: typeof outputPartId) {
  const outputs = new Map<string, Map<string, OutputPart>>();
  return {
    put: (taskId: string, part: OutputPart): Promise<void> => {
      const key = { task_id: taskId, event_id: idOf(part.hold, part.place) };
      return versions.guard('output part', [key], () => {
        const there = outputs.get(taskId) ?? new Map<string, OutputPart>();
        outputs.set(taskId, there.set(key.event_id, part));
        return Promise.resolve();
      });
    },
    get: (taskId: string): Promise<string | undefined> => {
      const all = [...(outputs.get(taskId) ?? [])];
      const newest = Math.max(0, ...all.map(([, { hold }]) => hold));
      const parts = all.filter(([, { hold }]) => hold === newest);
      const keys = parts.map(([event_id]) => ({ task_id: taskId, event_id }));
      const joined = parts.length === 0 ? undefined : joinedParts(parts.map(([, part]) => part));
      return versions.guard('output part', keys, () => Promise.resolve(joined));
    },
  };
}
