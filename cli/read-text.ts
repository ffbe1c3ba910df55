import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { CliError } from './cli-error.ts';

/**
 * The text of a file, or of standard input for `-`.
 * @throws CliError where it cannot be read
 */
export async function readText(name: string): Promise<string> {
  if (name === '-') return await text(process.stdin);
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new CliError(missing ? `there is no file ${name}: check the path.` : `cannot read ${name}: ${String(error)}`);
  }
}
