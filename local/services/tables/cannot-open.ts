import { messageOf } from '../../../core/text/message-of-error.ts';

/** The error of a folder whose tables an engine cannot open. */
export function cannotOpen(folder: string, error: unknown): Error {
  const reason = messageOf(error).replace(/\.$/, '');
  return new Error(
    `The tables in ${folder} cannot be opened: ${reason}. ` +
      'Put the folder of the runtime back from a backup, or start with another --dir.',
    { cause: error },
  );
}
