import { createInterface } from 'node:readline/promises';
import type { Settings } from './settings.ts';

const questions = [
  ['api_url', 'Address of the API'],
  ['region', 'AWS region (empty: none)'],
  ['user_pool_id', 'Cognito user pool (empty: none)'],
  ['client_id', 'Client of that pool (empty: none)'],
] as const;

/** Asks for each setting on stderr; Enter keeps what is there. */
export async function askSettings(before: Settings): Promise<Settings> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answers: Record<string, string> = {};
  try {
    for (const [key, question] of questions) {
      const old = before[key];
      const answer = (await terminal.question(`${question}${old === undefined ? '' : ` [${old}]`}: `)).trim();
      if (answer !== '') answers[key] = answer;
    }
  } finally {
    terminal.close();
  }
  return answers;
}
