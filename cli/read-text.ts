/** Reads a file that the command line names, where `-` is standard input. */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { messageOf } from '../core/text/message-of-error.ts';
import { CliError } from './cli-error.ts';

/** @throws CliError when the file cannot be read */
export async function readText(name: string): Promise<string> {
  if (name === '-') return await text(process.stdin);
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    if (isNoSuchFile(error)) throw new CliError(`there is no file ${name}: check the path.`);
    throw new CliError(`cannot read ${name}: ${messageOf(error)}`);
  }
}

export const isNoSuchFile = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
