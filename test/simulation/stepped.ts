/** Puts a step of the simulation before every function of a store or queue. */
import { currentLimit, LimitPassed } from '../../adapters/time-limit.ts';
import { SimulatedFault, type Process, type Scheduler } from './scheduler.ts';

export type Access = <T>(what: string, act: () => Promise<T>) => Promise<T>;

/** How one process reaches the outside. */
export const accessOf =
  (scheduler: Scheduler, process: Process): Access =>
  async (what, act) => {
    for (;;) {
      refuseAfterLimit(what);
      const fate = await scheduler.step(process, what);
      refuseAfterLimit(what);
      if (fate === 'refused') throw new SimulatedFault(`${what}: the service refused`);
      const answer = await act();
      if (fate === 'unanswered') throw new SimulatedFault(`${what}: the service did not answer`);
      if (fate === 'done') return answer;
    }
  };

/** As the clients do it (adapters/aws-clients.ts): work whose time is over makes no more calls. */
function refuseAfterLimit(what: string): void {
  if (currentLimit()?.aborted === true) throw new LimitPassed(`${what} was cut off.`);
}

export function stepped<T extends object>(port: T, name: string, access: Access): T {
  return new Proxy(port, {
    get: (target, key) => {
      // Every property of a port is a function that answers a promise.
      const act = Reflect.get(target, key) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => access(`${name}.${String(key)}`, () => act(...args));
    },
  });
}
