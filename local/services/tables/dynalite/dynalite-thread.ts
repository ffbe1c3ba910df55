/** The program of the thread of dynalite: serves the tables until it is told to close them. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../../core/text/message-of-error.ts';
import { serveDynalite } from './serve-dynalite.ts';
import type { DynaliteTask, FromDynalite, ToDynalite } from './start-dynalite.ts';

// start-dynalite.ts starts this thread, and gives it exactly this.
const { folder, credentials } = workerData as DynaliteTask;
const port = parentPort;
if (port === null) throw new Error('dynalite-thread.ts runs only in a thread that the embedded runtime starts.');

const tell = (message: FromDynalite): void => {
  port.postMessage(message);
};

try {
  const { url, close } = await serveDynalite(folder, credentials);
  port.once('message', ({ graceMs }: ToDynalite) => {
    // A request under way may find the database closed, and dynalite throws that where nothing catches it.
    process.on('uncaughtException', () => undefined);
    void close(graceMs).then(() => {
      tell({ kind: 'closed' });
      port.close();
    });
  });
  tell({ kind: 'serves', url });
} catch (error) {
  tell({ kind: 'failed', message: messageOf(error) });
  port.close();
}
