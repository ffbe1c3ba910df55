import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { CliError, usageError } from '../cli-error.ts';
import { isInteractive } from '../confirm.ts';
import { askSettings } from '../config/ask-settings.ts';
import { storeToken } from '../config/credentials.ts';
import { readSettings, type Settings, settingsSchema, writeSettings } from '../config/settings.ts';
import { exitCodes } from '../exit-code.ts';
import { readText } from '../read-text.ts';
import { renderSettings } from '../render/settings.ts';

export default class Configure extends BaseCommand {
  static override summary = 'Set which installation to talk to; without flags, ask (on a terminal) or show.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --api-url https://fleets.example.com',
    'echo "$TOKEN" | <%= config.bin %> <%= command.id %> --token -',
  ];
  static override flags = {
    'api-url': Flags.string({ description: 'Address of the API, with or without /v1.', helpValue: 'URL' }),
    token: Flags.string({
      description: 'Keep the token on standard input for this API; only - is taken, as arguments are seen by others.',
      helpValue: '-',
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Configure);
    const given = { api_url: flags['api-url'] };
    const before = await readSettings();
    const nothing = Object.values(given).every((value) => value === undefined) && flags.token === undefined;
    const asked = nothing && isInteractive() && !flags.json ? await askSettings(before) : given;
    const after = merge(before, asked);
    if (JSON.stringify(after) !== JSON.stringify(before)) writeSettings(after);
    if (flags.token !== undefined) await keepToken(flags.token, after.api_url);
    return await this.show(after, flags, () => renderSettings(after));
  }
}

/** Settings that are given replace the old ones; an empty one removes it. */
function merge(before: Settings, given: Readonly<Record<string, string | undefined>>): Settings {
  const changed = Object.entries(given).filter(([, value]) => value !== undefined);
  const all = Object.entries({ ...before, ...Object.fromEntries(changed) }).filter(([, value]) => value !== '');
  const parsed = settingsSchema.safeParse(Object.fromEntries(all));
  if (parsed.success) return parsed.data;
  throw new CliError(
    parsed.error.issues.map(({ path, message }) => `--${path.join('.').replaceAll('_', '-')} ${message}`).join('; '),
    exitCodes.usage,
  );
}

async function keepToken(from: string, apiUrl: string | undefined): Promise<void> {
  if (from !== '-') throw usageError('a token as an argument is seen by others: pipe it in with --token -.');
  if (apiUrl === undefined) throw usageError('no API is configured that the token is for: give --api-url too.');
  const token = (await readText('-')).trim();
  if (token === '') throw usageError('standard input holds no token.');
  await storeToken(apiUrl, token);
}
