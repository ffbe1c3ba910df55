import { requireOf } from '../patches/require-of.ts';
import { messageOf } from '../../error-facts.ts';

/** What dynalite opens its folder with. */
interface Database {
  open(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the folder of the tables once and closes it again. dynalite opens it by itself, and one that cannot be opened would end the
 * whole process with an error of its own.
 * @throws Error naming the folder, why it cannot be opened, and what to do
 */
export async function checkTables(folder: string): Promise<void> {
  const { Level } = requireOf('dynalite')('level') as { readonly Level: new (location: string) => Database };
  const database = new Level(folder);
  try {
    await database.open();
  } catch (error) {
    const reason = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
    throw new Error(
      `The tables in ${folder} cannot be opened: ${reason}. ` +
        'Put the folder of the runtime back from a backup, or start with another --dir.',
      { cause: error },
    );
  }
  await database.close();
}
