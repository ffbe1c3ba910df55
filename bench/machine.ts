import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** What was measured on, and how busy it was with everything: in a line, for figures are nothing without it. */
export function machine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${(totalmem() / 1e9).toFixed(0)} GB`;
  const loads = loadavg()
    .map((load) => load.toFixed(1))
    .join(', ');
  return `Measured on ${platform()} ${arch()}, ${availableParallelism()} × ${processor}, ${memory}, Node.js ${process.version}, load ${loads}.`;
}
