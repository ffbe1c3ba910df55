/** Share in percent, one decimal, halves up; 0 of nothing is 0. Example: 1 of 12 → 8.3. */
export const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part * 1_000) / whole) / 10);
