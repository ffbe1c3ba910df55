/** Asks for the settings at the terminal. */
import { createInterface } from 'node:readline/promises';
import type { Settings } from './settings.ts';

/** Asks for each setting on stderr; Enter keeps the present value. */
export async function askSettings({ api_url: before }: Settings): Promise<Settings> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const shown = before === undefined ? '' : ` [${before}]`;
    const answer = (await terminal.question(`Address of the API${shown}: `)).trim();
    return answer === '' ? {} : { api_url: answer };
  } finally {
    terminal.close();
  }
}
