/** What users spend in a day, in memory. */
import type { DaySpend, DaySpendStore, UserDay } from '../../adapters/spend-stores.ts';
import { daySpendId, parseDaySpendId } from '../../contracts/keys.ts';
import type { ItemVersions } from './item-versions.ts';

/** By the ids of the items. */
export interface SpendData {
  readonly items: Map<string, DaySpend>;
  readonly open: Set<string>;
}

const idOf = ({ userId, day }: UserDay): string => daySpendId(userId, day);
const nothing: DaySpend = { committed: 0, reserves: new Map(), charged: 0 };

export function daySpendsInMemory({ items, open }: SpendData, versions: ItemVersions): DaySpendStore {
  const isNewer = (id: string): boolean => versions.isNewer('spend of a day', { task_id: id });
  return {
    getDaySpend: (of) => versions.guard('spend of a day', [{ task_id: idOf(of) }], () => Promise.resolve(items.get(idOf(of)))),
    reserveIfWithin(of, { name, micro, read, limit, most }) {
      const id = idOf(of);
      const { committed, reserves, charged } = items.get(id) ?? nothing;
      const was = reserves.get(name);
      const sum = committed + micro - (was ?? 0);
      const isAsRead = charged === (read?.charged ?? 0) && was === read?.reserves.get(name);
      if (!isAsRead || sum > limit || (was === undefined && reserves.size >= most) || isNewer(id)) return Promise.resolve(false);
      items.set(id, { committed: sum, reserves: new Map(reserves).set(name, micro), charged });
      open.add(id);
      return Promise.resolve(true);
    },
    chargeReserveIf(of, { name, was, counts }) {
      const id = idOf(of);
      const { committed, reserves, charged } = items.get(id) ?? nothing;
      if (reserves.get(name) !== was || isNewer(id)) return Promise.resolve(false);
      const others = new Map([...reserves].filter(([each]) => each !== name));
      items.set(id, { committed: committed + counts - was, reserves: others, charged: charged + 1 });
      return Promise.resolve(true);
    },
    listOpenDaySpends: () => Promise.resolve([...open].sort().flatMap((id) => parseDaySpendId(id) ?? [])),
    closeDaySpendIfNoReserve(of) {
      const id = idOf(of);
      if (items.get(id)?.reserves.size === 0 && !isNewer(id)) open.delete(id);
      return Promise.resolve();
    },
  };
}
