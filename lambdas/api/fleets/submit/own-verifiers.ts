import type { TargetRequest } from '../../../../contracts/http/submit.ts';

interface Holder {
  readonly verifiers?: readonly unknown[] | undefined;
}

/**
 * Where a body has verifiers, as JSON Pointers: its own first, then those of its targets.
 * @param asked each target as asked for, by its place
 */
export function placesOfVerifiers(body: Holder, asked: ReadonlyMap<string, TargetRequest>): string[] {
  const holders: [string, Holder | string][] = [['', body], ...asked];
  return holders.flatMap(([place, holder]) =>
    typeof holder !== 'string' && (holder.verifiers ?? []).length > 0 ? [`${place}/verifiers`] : [],
  );
}
