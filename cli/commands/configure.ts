/** `bgagent configure`: stores the address of the API and a token. */
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { CliError, usageError } from '../cli-error.ts';
import { isInteractive } from '../confirm.ts';
import { askSettings } from '../config/ask-settings.ts';
import { keepGivenToken } from '../config/keep-given-token.ts';
import { readSettings, type Settings, settingsSchema, writeSettings } from '../config/settings.ts';
import { exitCodes } from '../exit-code.ts';
import { renderSettings } from '../render/settings.ts';

export default class Configure extends BaseCommand {
  static override summary = 'Choose the API and store its token; without flags, ask at a terminal, else show the settings.';
  static override description = 'Then sign in with "bgagent login".';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --api-url https://fleets.example.com',
    'echo "$TOKEN" | <%= config.bin %> <%= command.id %> --token -',
  ];
  static override flags = {
    'api-url': Flags.string({ description: 'Address of the API, with or without /v1.', helpValue: 'URL' }),
    token: Flags.string({
      description:
        'Store the token that standard input holds. The only value is -, because other users of the machine can see arguments.',
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

/** Given settings replace the old ones; an empty value removes a setting. */
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
  if (from !== '-') throw usageError('other users of the machine can see arguments: pipe the token in with --token -.');
  if (apiUrl === undefined) throw usageError('there is no API for the token yet: give --api-url too.');
  await keepGivenToken(apiUrl);
}
