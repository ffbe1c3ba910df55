/**
 * Opens the folder of the tables once and closes it again, before dynalite opens it. A folder that cannot be opened would make
 * dynalite end the whole process with an error of its own.
 */
import { errorOf } from '../../../error-facts.ts';
import { levelOfDynalite } from '../../patches/level-of-dynalite.ts';
import { cannotOpen } from '../cannot-open.ts';

/** @throws Error naming the folder, why it cannot be opened, and what to do */
export async function checkFolder(folder: string): Promise<void> {
  const Level = levelOfDynalite();
  const database = new Level(folder);
  try {
    await database.open();
  } catch (error) {
    throw cannotOpen(folder, errorOf(error).cause ?? error);
  }
  await database.close();
}
