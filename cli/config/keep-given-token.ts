/** Stores the token that standard input holds: other users of the machine can see arguments. */
import { usageError } from '../cli-error.ts';
import { readText } from '../read-text.ts';
import { storeToken } from './credentials.ts';

/** @throws CliError (usage) when standard input is empty */
export async function keepGivenToken(apiUrl: string): Promise<void> {
  const token = (await readText('-')).trim();
  if (token === '') throw usageError('standard input holds no token.');
  await storeToken(apiUrl, token);
}
