/**
 * Ordinals, and values by ordinal, as steps: each ordinal as the distance from the one before, each value as the distance from the
 * lowest. Targets that do something alike lie close to each other, so this deflates to half and less. Ledgers of before this form
 * have plain lists: both are read.
 * Example: [[7, 1000], [9, 1030]] → {steps: [7, 2], from: 1000, more: [0, 30]}.
 */
import * as z from 'zod';

const numbers = z.array(z.number());
const steps = z.object({ steps: numbers });
const valuedSteps = z.object({ steps: numbers, from: z.number(), more: numbers });

export const toSteps = (ordinals: readonly number[]): z.infer<typeof steps> => {
  const sorted = [...ordinals].sort((a, b) => a - b);
  return { steps: sorted.map((ordinal, index) => ordinal - (sorted[index - 1] ?? 0)) };
};

function fromSteps(steps: readonly number[]): number[] {
  let ordinal = 0;
  return steps.map((step) => (ordinal += step));
}

export function toValuedSteps(values: readonly (readonly [number, number])[]): z.infer<typeof valuedSteps> {
  const sorted = [...values].sort(([a], [b]) => a - b);
  const from = sorted.reduce((least, [, value]) => Math.min(least, value), sorted[0]?.[1] ?? 0);
  return { ...toSteps(sorted.map(([ordinal]) => ordinal)), from, more: sorted.map(([, value]) => value - from) };
}

/** A list of ordinals in either form. */
export const ordinals = z.union([numbers, steps.transform((stored) => fromSteps(stored.steps))]);

/** Values by ordinal in either form. */
export const valuesByOrdinal = z.union([
  z.array(z.tuple([z.number(), z.number()])),
  valuedSteps.transform(({ steps: each, from, more }) =>
    fromSteps(each).map((ordinal, index): [number, number] => [ordinal, from + (more[index] ?? 0)]),
  ),
]);
