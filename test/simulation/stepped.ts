/** Puts a step of the simulation before every function of a store or queue. */
import { SimulatedFault, type Process, type Scheduler } from './scheduler.ts';

export type Access = <T>(what: string, act: () => Promise<T>) => Promise<T>;

/** How one process reaches the outside. */
export const accessOf =
  (scheduler: Scheduler, process: Process): Access =>
  async (what, act) => {
    for (;;) {
      const fate = await scheduler.step(process, what);
      if (fate === 'refused') throw new SimulatedFault(`${what}: the service refused`);
      const answer = await act();
      if (fate === 'unanswered') throw new SimulatedFault(`${what}: the service did not answer`);
      if (fate === 'done') return answer;
    }
  };

export function stepped<T extends object>(port: T, name: string, access: Access): T {
  return new Proxy(port, {
    get: (target, key) => {
      // Every property of a port is a function that answers a promise.
      const act = Reflect.get(target, key) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => access(`${name}.${String(key)}`, () => act(...args));
    },
  });
}
