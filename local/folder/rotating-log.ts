/**
 * A log file that is put aside when it is full. One older file stays beside it (`<file>.1`). A full disk costs log lines, and
 * never ends the runtime.
 */
import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';

const defaultLimit = 10 * 1024 * 1024;

export class RotatingLog {
  private readonly file: string;
  private readonly limit: number;
  private stream: WriteStream;
  private size: number;

  /** @param limit bytes after which the file is put aside */
  constructor(file: string, limit = defaultLimit) {
    this.file = file;
    this.limit = limit;
    this.size = existsSync(file) ? statSync(file).size : 0;
    this.stream = this.open();
  }

  write(chunk: string | Buffer): void {
    if (this.size > this.limit) this.rotate();
    this.size += Buffer.byteLength(chunk);
    this.stream.write(chunk);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.stream.destroyed) resolve();
      else this.stream.end(resolve);
    });
  }

  private rotate(): void {
    this.stream.end();
    renameSync(this.file, `${this.file}.1`);
    this.size = 0;
    this.stream = this.open();
  }

  private open(): WriteStream {
    // Opened before the first write, so that a folder that cannot be written fails the start.
    const stream = createWriteStream(this.file, { flags: 'a', mode: 0o600 });
    stream.on('error', () => {
      // A full disk: the header says why this is ignored.
    });
    return stream;
  }
}
