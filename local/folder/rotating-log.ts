import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';

const defaultLimit = 10 * 1024 * 1024;

/** A log file that keeps one older file beside it (`<file>.1`). A disk that is full costs log lines, never the runtime. */
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
    // It is made here and not at the first write, so that a folder that cannot be written is told at the start.
    const stream = createWriteStream(this.file, { flags: 'a', mode: 0o600 });
    stream.on('error', () => {
      // A full disk: see the class.
    });
    return stream;
  }
}
