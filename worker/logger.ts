/** The worker's log: structured JSON lines on standard error, because standard output belongs to the process that started it. */
import { Console } from 'node:console';
import { Logger } from '@aws-lambda-powertools/logger';

/** Powertools has no setting for the stream, so its console is replaced, also in the loggers made from this one. */
class WorkerLogger extends Logger {
  constructor(options: ConstructorParameters<typeof Logger>[0]) {
    super(options);
    Reflect.set(this, 'console', new Console({ stdout: process.stderr, stderr: process.stderr }));
  }

  protected override createLogger(options?: ConstructorParameters<typeof Logger>[0]): Logger {
    return new WorkerLogger(options);
  }
}

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export const createLogger = (): Logger => new WorkerLogger({ serviceName: 'worker' });
