/** For one test file: an issuer, an API that takes its tokens and no others, and the CLI with a config folder of its own. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as z from 'zod';
import type { Credential } from '../../../cli/config/credentials.ts';
import { signInClient, type SignInClient } from '../../../contracts/sign-in.ts';
import { type BrowserOptions, type EndOfSignIn, signInAs } from '../../issuer/sign-in-as.ts';
import { type Issuer, type IssuerOptions, startIssuer } from '../../issuer/start-issuer.ts';
import { type Behaviour, type ContractServer, startContractServer } from '../contract-server.ts';
import { cliFolder, type Ended } from '../run-cli.ts';
import { runInProcess } from '../run-in-process.ts';
import { sampleMe } from '../samples.ts';

interface LoginOptions {
  readonly args?: readonly string[];
  readonly browser?: BrowserOptions;
  /** Plays the person instead of a browser that signs in as the user. */
  readonly person?: (address: URL) => Promise<EndOfSignIn>;
  readonly input?: Readable;
}

export class SignInWorld {
  readonly issuer: Issuer;
  readonly api: ContractServer;
  readonly folder = cliFolder();
  private readonly told: { client: SignInClient | null };

  private constructor(issuer: Issuer, api: ContractServer, told: { client: SignInClient | null }) {
    this.issuer = issuer;
    this.api = api;
    this.told = told;
  }

  static async start(behaviour: Behaviour = {}, options: Partial<IssuerOptions> = {}): Promise<SignInWorld> {
    const issuer = await startIssuer({ users: { ann: ['platform'], olga: ['operators'] }, ...options });
    const keys = createRemoteJWKSet(new URL(issuer.jwksUri));
    const accepts = async (authorization = ''): Promise<boolean> =>
      await jwtVerify(authorization.replace('Bearer ', ''), keys, { issuer: issuer.issuer, audience: 'bgagent' }).then(
        () => true,
        () => false,
      );
    const told: { client: SignInClient | null } = { client: cliClient };
    const own: Behaviour = {
      getSignIn: () => ({ data: { issuer: issuer.issuer, client: told.client } }),
      getMe: () => ({ data: sampleMe }),
    };
    return new SignInWorld(issuer, await startContractServer({ ...own, ...behaviour }, accepts), told);
  }

  /** What the API says about the client from now on. */
  tell(client: Partial<SignInClient> | null): void {
    this.told.client = client === null ? null : { ...cliClient, ...client };
  }

  async run(
    args: readonly string[],
    options: { readonly onStderr?: (text: string) => void; readonly input?: Readable } = {},
  ): Promise<Ended> {
    return await runInProcess(args, { cwd: this.folder.dir, env: this.env(), ...options });
  }

  /** The variables of a command of this world. No screen is there, so that no browser opens. */
  env(): Record<string, string | undefined> {
    const none = { BGAGENT_TOKEN: undefined, DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
    return { ...none, BGAGENT_API_URL: this.api.url, BGAGENT_CONFIG_DIR: this.folder.dir };
  }

  /** Runs `bgagent login`, and plays the person as soon as the address is there. */
  async login(user: string, options: LoginOptions = {}): Promise<Ended & { readonly end: EndOfSignIn | undefined }> {
    const { args = [], browser, person = (address: URL) => signInAs(address, user, browser), input = silent() } = options;
    let end: Promise<EndOfSignIn> | undefined;
    const onStderr = (text: string): void => {
      const address = /\n {2}(http\S+)\n/.exec(text)?.[1];
      if (address !== undefined) end ??= person(new URL(address));
    };
    const ended = await this.run(['login', ...args], { onStderr, input });
    return { ...ended, end: await end };
  }

  /** What is stored of the sign-in. */
  stored(): Credential | undefined {
    if (!existsSync(this.file())) return undefined;
    return z.record(z.string(), credential).parse(JSON.parse(readFileSync(this.file(), 'utf8')))[this.api.url];
  }

  mode(): number {
    return statSync(this.file()).mode & 0o777;
  }

  /** Changes what is stored: to let a token end, for example. */
  store(change: Partial<Credential>): void {
    writeFileSync(this.file(), JSON.stringify({ [this.api.url]: { ...this.stored(), ...change } }));
  }

  /** As if the time of the token had come. */
  letTokenEnd(): void {
    this.store({ renew_at: long, expires_at: long });
  }

  refreshes(): number {
    return this.issuer.asked.filter((one) => one === 'POST /token').length;
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.issuer.close();
    this.folder.remove();
  }

  private file(): string {
    return join(this.folder.dir, 'fleets-credentials.json');
  }
}

const credential = z.looseObject({ token: z.string(), refresh_token: z.string().optional(), expires_at: z.string().optional() });
const cliClient = signInClient.parse({ client_id: 'bgagent-cli' });
const long = '2026-01-01T00:00:00.000Z';

/** Standard input of a person who types nothing. */
const silent = (): Readable => new Readable({ read: () => undefined });
