/**
 * A secret of the embedded runtime: a text in a file of its folder, made at the first start. A file beside it with the ending `.previous` is
 * the version before. So a key is rotated by renaming its file: the next read makes a new one.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { codeOf } from '../../error-facts.ts';
import { openSecret } from '../../folder/secrets.ts';

export type VersionStage = 'AWSCURRENT' | 'AWSPREVIOUS';

export interface LocalSecret {
  readonly arn: string;
  readonly name: string;
  /** Undefined: there is no version before the current one. */
  read(stage: VersionStage): Promise<LocalSecretVersion | undefined>;
}

export interface LocalSecretVersion {
  readonly versionId: string;
  readonly text: string;
}

/** @param file its text is the current version; it is made where it is missing */
export function localSecret({ arn, name, file }: { arn: string; name: string; file: string }): LocalSecret {
  // Two reads at once must not make two values.
  let opening: Promise<string> | undefined;
  const open = (): Promise<string> =>
    (opening ??= openSecret(file).finally(() => {
      opening = undefined;
    }));
  const readers = { AWSCURRENT: open, AWSPREVIOUS: () => readIfThere(`${file}.previous`) };
  return {
    arn,
    name,
    async read(stage) {
      const text = (await readers[stage]())?.trim();
      return text === undefined ? undefined : { versionId: versionIdOf(text), text };
    },
  };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The same at every start, so that what was signed before a start is known after it. A file has no other version. */
const versionIdOf = (text: string): string => createHash('sha256').update(`version of ${text}`).digest('hex').slice(0, 32);
