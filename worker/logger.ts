import { Console } from 'node:console';
import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Structured JSON logs on standard error: standard output belongs to whoever started the worker.
 * Powertools offers no setting for the stream, so its console is replaced, in children too.
 */
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
