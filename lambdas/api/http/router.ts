/** Finds the operation of a request; made from the operations list. */
import findMyWay from 'find-my-way';
import { operationList, operations, type OperationId } from '../../../contracts/http/operations.ts';
import type { Operation } from '../../../contracts/http/operation.ts';

export type Route =
  | { readonly found: true; readonly id: OperationId; readonly params: Readonly<Record<string, string>> }
  /** `allowed`: methods that the path has; none where there is no such path. */
  | { readonly found: false; readonly allowed: readonly string[] };

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const isMethod = (method: string): method is Operation['method'] => (methods as readonly string[]).includes(method);

/** Handlers are looked up by id; the router never calls one. */
const never = (): void => undefined;
const rest = '*';

const router = findMyWay({ maxParamLength: 4_096 });
for (const [id, operation] of operationList) router.on(operation.method, patternOf(operation.path), never, id);

/** `{fleet_id}` → `:fleet_id`, `{path+}` → `*`. */
function patternOf(path: string): string {
  return path.replace(/\{\w+\+\}$/, rest).replaceAll(/\{(\w+)\}/g, ':$1');
}

/** API Gateway hands a path over with its escapes undone; the router would take these for the path's end. */
const whole = (path: string): string => path.replaceAll(/[#?;]/g, encodeURIComponent);

export function findRoute(method: string, rawPath: string): Route {
  const path = whole(rawPath);
  const match = isMethod(method) ? router.find(method, path) : null;
  if (!match) return { found: false, allowed: methods.filter((other) => router.find(other, path) !== null) };
  // Every route was stored with its id just above.
  const id = match.store as OperationId;
  return { found: true, id, params: named(match.params, operations[id].path) };
}

/** The rest of a path under the name that its operation gives it. */
function named(params: Readonly<Record<string, string | undefined>>, path: string): Record<string, string> {
  const restName = /\{(\w+)\+\}$/.exec(path)?.[1] ?? rest;
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name === rest ? restName : name, value ?? '']));
}
