/** The sizes of tasks that Fargate offers: for each number of CPU units the memory, in MiB. */

interface Memory {
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

const gib = 1_024;

const offered: ReadonlyMap<number, Memory> = new Map([
  [256, { least: 512, most: 2 * gib, step: 512 }],
  [512, { least: gib, most: 4 * gib, step: gib }],
  [1_024, { least: 2 * gib, most: 8 * gib, step: gib }],
  [2_048, { least: 4 * gib, most: 16 * gib, step: gib }],
  [4_096, { least: 8 * gib, most: 30 * gib, step: gib }],
  [8_192, { least: 16 * gib, most: 60 * gib, step: 4 * gib }],
  [16_384, { least: 32 * gib, most: 120 * gib, step: 8 * gib }],
]);

/** @returns the setting that is wrong, and what it must be; undefined where Fargate offers this size, or where one is no number */
export function problemOfSize(
  cpu: unknown,
  memoryMib: unknown,
): { readonly setting: 'cpu' | 'memory_mib'; readonly message: string } | undefined {
  if (typeof cpu !== 'number' || typeof memoryMib !== 'number') return undefined;
  const memory = offered.get(cpu);
  if (!memory) return { setting: 'cpu', message: `must be one that Fargate offers: ${[...offered.keys()].join(', ')}` };
  const { least, most, step } = memory;
  // 256 units have 512, 1024 and 2048 MiB, and nothing between the last two.
  const fits = memoryMib >= least && memoryMib <= most && memoryMib % step === 0 && !(cpu === 256 && memoryMib === 1_536);
  if (fits) return undefined;
  const range = cpu === 256 ? '512, 1024 or 2048' : `${least} to ${most} in steps of ${step}`;
  return { setting: 'memory_mib', message: `must be what Fargate offers with cpu ${cpu}: ${range}` };
}
