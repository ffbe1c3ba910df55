/** `bgagent login`: signs a person in to the API, at the issuer that the API names. */
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { neededApiUrl } from '../config/connection.ts';
import { keepGivenToken } from '../config/keep-given-token.ts';
import { renderSignedIn } from '../render/sign-in.ts';
import { signInLife } from '../sign-in/sign-in-life.ts';
import { signIn } from '../sign-in/sign-in.ts';

const others = ['device', 'no-browser', 'issuer', 'client-id'];

export default class Login extends BaseCommand {
  static override summary = 'Sign in to the API, with a browser or with a code for one on another machine.';
  static override description = `A browser opens at the issuer that the API names, and comes back to this machine. The sign-in is kept in fleets-credentials.json, which only you can read, and is renewed before it ends. docs/signing-in.md says what each sentence of it means.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --device',
    'echo "$TOKEN" | <%= config.bin %> <%= command.id %> --token-stdin',
  ];
  static override flags = {
    device: Flags.boolean({
      default: false,
      exclusive: ['no-browser'],
      description: 'Show a code, to be confirmed in a browser on any machine.',
    }),
    'no-browser': Flags.boolean({
      default: false,
      description: 'Print the address instead of opening it, and take the one that the browser ends at.',
    }),
    issuer: Flags.string({ description: 'Address of the issuer, instead of the one that the API names.', helpValue: 'URL' }),
    'client-id': Flags.string({
      description: 'Public client at the issuer, instead of the one that the API names.',
      helpValue: 'ID',
    }),
    'token-stdin': Flags.boolean({
      default: false,
      exclusive: others,
      description: 'Store the token that standard input holds, without asking an issuer.',
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Login);
    const tell = (line: string): void => {
      this.tell(line);
    };
    const apiUrl = await neededApiUrl();
    if (process.env['BGAGENT_TOKEN'] !== undefined) {
      tell('bgagent: BGAGENT_TOKEN is set and wins over what is stored: unset it to use this sign-in.');
    }
    if (flags['token-stdin']) {
      await keepGivenToken(apiUrl);
      return await this.show({ api_url: apiUrl }, flags, () => `The token for ${apiUrl} is stored.`);
    }
    const { credential, me } = await signIn(apiUrl, flags, tell);
    const life = await signInLife(credential);
    const shown = { api_url: apiUrl, user: me?.user ?? null, operator: me?.operator ?? null, ...life };
    return await this.show(shown, flags, () => renderSignedIn(apiUrl, me, life, Date.now()));
  }
}
