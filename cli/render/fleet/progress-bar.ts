/** The progress bar of a fleet. */
const width = 20;

/** `████████░░░░`: full only when all is done, and empty only when nothing is. */
export function progressBar(done: number, total: number): string {
  const exact = total === 0 ? 0 : (done / total) * width;
  const filled = done >= total ? width : Math.min(width - 1, Math.max(done > 0 ? 1 : 0, Math.floor(exact)));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
