/** Describes the machine of a run, since figures can only be compared with those of the same machine. */
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** One line: system, processors, memory, Node.js, and the load while measuring. */
export function machine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${(totalmem() / 1e9).toFixed(0)} GB`;
  const loads = loadavg()
    .map((load) => load.toFixed(1))
    .join(', ');
  return `Measured on ${platform()} ${arch()}, ${availableParallelism()} × ${processor}, ${memory}, Node.js ${process.version}, load ${loads}.`;
}
