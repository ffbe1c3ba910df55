/** How large a picture is shown: the steps of its buttons and keys. */
const steps = [0.25, 0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.5, 2] as const;

/** The next larger (1) or smaller (-1) step; the last one stays. */
export function zoomed(scale: number, by: 1 | -1): number {
  const next = by === 1 ? steps.find((step) => step > scale) : steps.findLast((step) => step < scale);
  return next ?? scale;
}

/** The largest scale, up to 1, at which the whole width is seen. */
export const fitting = (width: number, room: number): number => Math.min(1, Math.max(steps[0], room / width));

/** What a key does; undefined: nothing. */
export function zoomOfKey(key: string, scale: number): number | undefined {
  if (key === '+' || key === '=') return zoomed(scale, 1);
  if (key === '-') return zoomed(scale, -1);
  return key === '0' ? 1 : undefined;
}
