/** Takes the steps that can be checked out of a body that the schema refuses: without their bad parts, each at its own place. */
import { limits } from '../../../../contracts/limits.ts';
import { stepRequest } from '../../../../contracts/steps.ts';
import { placedStep, type PlacedStep } from './place-steps.ts';
import { isObject, without } from './salvage.ts';

export interface SalvagedSteps {
  /** None where the schema has nothing against them: then they are read with the rest of the body. */
  readonly steps: readonly PlacedStep[];
  /** Whether there are steps, or a preset, of which nothing is known. */
  readonly areLost: boolean;
}

/** @param bad the JSON Pointers of the schema's problems */
export function salvageSteps(raw: Readonly<Record<string, unknown>>, bad: readonly string[]): SalvagedSteps {
  const isBad = (key: string): boolean => bad.some((path) => path === `/${key}` || path.startsWith(`/${key}/`));
  if (!isBad('steps')) return { steps: [], areLost: isBad('preset') };
  const list: unknown = raw['steps'];
  const given: readonly unknown[] = Array.isArray(list) && list.length <= limits.steps ? list : [];
  const steps = given.flatMap((step, at) => {
    if (!isObject(step)) return [];
    // One whose name is bad is checked under another.
    const read = stepRequest.safeParse({ name: `step-${at + 1}`, ...without(step, `/steps/${at}`, bad) });
    return read.success ? [placedStep(read.data, at)] : [];
  });
  return { steps, areLost: steps.length === 0 };
}
