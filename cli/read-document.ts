/**
 * Reads a file that holds a request, where `-` is standard input. A file that cannot be one is refused with its kind: a folder, a
 * program or picture, a text in another encoding, a file larger than any request.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { messageOf } from '../core/text/message-of-error.ts';
import { CliError } from './cli-error.ts';
import { isNoSuchFile } from './read-text.ts';

/** MiB. A request has 4 MiB at most; as YAML with comments it may be longer. */
const largest = 16;
const largestBytes = largest * 1024 * 1024;

export const shownName = (name: string): string => (name === '-' ? 'standard input' : name);

/**
 * The text without a byte order mark.
 * @throws CliError when the file cannot be read, or is no text
 */
export async function readDocument(name: string): Promise<string> {
  const shown = shownName(name);
  const bytes = name === '-' ? await buffer(process.stdin) : readBytes(name);
  if (bytes.length > largestBytes) throw tooLarge(shown);
  if (isUtf16(bytes)) throw new CliError(`${shown} is text in UTF-16: save it as UTF-8.`);
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw new CliError(`${shown} is no text in UTF-8, but a file of another kind: give a YAML or JSON file.`);
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function readBytes(name: string): Buffer {
  try {
    const found = statSync(name);
    if (found.isDirectory()) throw new CliError(`${name} is a folder: name a file in it.`);
    if (found.size > largestBytes) throw tooLarge(name);
    return readFileSync(name);
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (isNoSuchFile(error)) throw new CliError(`there is no file ${name}: check the path.`);
    throw new CliError(`cannot read ${name}: ${messageOf(error)}`);
  }
}

const tooLarge = (shown: string): CliError =>
  new CliError(`${shown} is larger than ${largest} MiB, and no request is: is it the right file?`);

/** By its byte order mark, as editors and shells of Windows write it. */
const isUtf16 = ([first, second]: Buffer): boolean => (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
