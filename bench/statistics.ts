/** Median and spread of samples. */

/** The middle value; of an even number of samples the mean of the two in the middle. @throws Error when there are none */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error('There are no samples.');
  return (low + high) / 2;
}

/** Half the distance between the smallest and the largest sample, in percent of the median. */
export function spreadPercent(samples: readonly number[]): number {
  const middle = median(samples);
  return middle === 0 ? 0 : ((Math.max(...samples) - Math.min(...samples)) / 2 / middle) * 100;
}
