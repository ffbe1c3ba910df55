/** Serves the tables by the engine dynalite in the calling thread. Its patches are made before the folder is opened. */
import dynalite from 'dynalite';
import { listen, type Listening } from '../../../server/listen.ts';
import type { Credentials } from '../../front/local-client.ts';
import { onlyWithCredentials } from '../../front/only-with-credentials.ts';
import { closeIterators } from '../../patches/closed-iterators.ts';
import { readQuickly } from '../../patches/quick-reads.ts';
import { withoutAborts } from '../../patches/without-aborts.ts';
import { refusingWithoutRoom } from '../refuse-without-room.ts';
import { checkFolder } from './check-folder.ts';

/** @throws Error naming the folder, why its tables cannot be opened, and what to do */
export async function serveDynalite(folder: string, credentials: Credentials): Promise<Listening> {
  await checkFolder(folder);
  readQuickly();
  closeIterators();
  const server = withoutAborts(dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0 }));
  return listen(onlyWithCredentials(refusingWithoutRoom(server, folder), credentials), 0);
}
