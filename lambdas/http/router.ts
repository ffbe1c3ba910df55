/** Finds the operation of a request in a list of operations. */
import findMyWay from 'find-my-way';
import type { Operation } from '../../contracts/http/operation.ts';

export type RouteIn<Id extends string> =
  | { readonly found: true; readonly id: Id; readonly params: Readonly<Record<string, string>> }
  /** `allowed`: the methods of this path; empty if there is no such path. */
  | { readonly found: false; readonly allowed: readonly string[] };

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const isMethod = (method: string): method is Operation['method'] => methods.some((known) => known === method);

/** The router wants a handler for each route, but is only used to find the id that is stored with it. */
const never = (): void => undefined;
const rest = '*';

/** `{fleet_id}` → `:fleet_id`, `{path+}` → `*`. */
function patternOf(path: string): string {
  return path.replace(/\{\w+\+\}$/, rest).replaceAll(/\{(\w+)\}/g, ':$1');
}

/** API Gateway decodes the path. The router would take a decoded `#`, `?` or `;` for the end of the path. */
const whole = (path: string): string => path.replaceAll(/[#?;]/g, encodeURIComponent);

export type FindRoute<Id extends string> = (method: string, rawPath: string) => RouteIn<Id>;

export function createRouter<Id extends string>(operations: Readonly<Record<Id, Operation>>): FindRoute<Id> {
  // `Object.entries` loses the type of the keys, which are those of `operations`.
  const list = Object.entries(operations) as [Id, Operation][];
  const behindRest = behindRestIn(list);
  const router = findMyWay({ maxParamLength: 4_096 });
  for (const [id, operation] of list) {
    if (!behindRest.some((one) => one.id === id)) router.on(operation.method, patternOf(operation.path), never, id);
  }
  return (method, rawPath) => {
    const path = whole(rawPath);
    const match = isMethod(method) ? router.find(method, path) : null;
    if (!match) return { found: false, allowed: methods.filter((other) => router.find(other, path) !== null) };
    // Every route was stored with its id just above.
    const id = match.store as Id;
    const params = named(match.params, operations[id].path);
    const longer = behindRest.find(({ route, end, method: own }) => {
      return own === method && route === operations[id].path && restOf(route, params).slice(1).endsWith(end);
    });
    if (!longer) return { found: true, id, params };
    const name = restName(longer.route);
    return {
      found: true,
      id: longer.id,
      params: { ...params, [name]: restOf(longer.route, params).slice(0, -longer.end.length) },
    };
  };
}

/** `…/{path+}/diff` belongs to the route `…/{path+}`: the router knows a rest only at the end. */
const behindRestIn = <Id extends string>(list: readonly (readonly [Id, Operation])[]) =>
  list.flatMap(([id, { method, path }]) => {
    const [, route, end] = /^(.*\+\})(\/.+)$/.exec(path) ?? [];
    return route === undefined || end === undefined ? [] : [{ id, method, route, end }];
  });

const restName = (path: string): string => /\{(\w+)\+\}$/.exec(path)?.[1] ?? rest;
const restOf = (path: string, params: Readonly<Record<string, string>>): string => params[restName(path)] ?? '';

/** The parameters, with the rest of the path (`*`) under the name that the operation gives it. */
function named(params: Readonly<Record<string, string | undefined>>, path: string): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name === rest ? restName(path) : name, value ?? '']));
}
