/**
 * Opens the folder of the tables once and closes it again, before dynalite opens it. A folder that cannot be opened would make
 * dynalite end the whole process with an error of its own.
 */
import { messageOf } from '../../../core/text/message-of-error.ts';
import { errorOf } from '../../error-facts.ts';
import { levelOfDynalite } from '../patches/level-of-dynalite.ts';

/** @throws Error naming the folder, why it cannot be opened, and what to do */
export async function checkTables(folder: string): Promise<void> {
  const Level = levelOfDynalite();
  const database = new Level(folder);
  try {
    await database.open();
  } catch (error) {
    const reason = messageOf(errorOf(error).cause ?? error);
    throw new Error(
      `The tables in ${folder} cannot be opened: ${reason}. ` +
        'Put the folder of the runtime back from a backup, or start with another --dir.',
      { cause: error },
    );
  }
  await database.close();
}
