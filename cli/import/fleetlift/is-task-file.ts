/**
 * Recognises a file of Fleetlift among other requests: it has `version` and what no fleet has, `execution`, or lists that are named
 * `repositories`. Workflows, which newer versions of Fleetlift run, are recognised too, so that they are refused by name.
 */
type Keys = Readonly<Record<string, unknown>>;

const keysOf = (value: unknown): Keys | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

export function isTaskFile(value: unknown): boolean {
  const keys = keysOf(value);
  if (keys === undefined) return false;
  const groups: readonly unknown[] = Array.isArray(keys['groups']) ? keys['groups'] : [];
  const hasRepositories = [keys, ...groups.map(keysOf)].some((one) => one !== undefined && 'repositories' in one);
  return 'execution' in keys || hasRepositories || isWorkflow(keys);
}

/** Has steps with work of their own. */
export function isWorkflow(value: unknown): boolean {
  const keys = keysOf(value);
  const steps: readonly unknown[] = Array.isArray(keys?.['steps']) ? keys['steps'] : [];
  return keys !== undefined && 'version' in keys && steps.map(keysOf).some((step) => step !== undefined && isStep(step));
}

const isStep = (step: Keys): boolean => 'execution' in step || 'action' in step;
