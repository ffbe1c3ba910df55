/** Signs a person in with a browser: authorization code with PKCE, state and nonce (RFC 8252, OpenID Connect). */
import { CliError } from '../cli-error.ts';
import type { Credential } from '../config/credentials.ts';
import { exitCodes } from '../exit-code.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { failedPage, signedInPage } from './browser-page.ts';
import { type CallbackServer, type CameBack, redirectUriAt, startCallbackServer } from './callback-server.ts';
import { credentialOf } from './granted.ts';
import type { OpenIssuer } from './open-issuer.ts';
import { pastedAddress } from './pasted-address.ts';
import { refusalOf } from './refusal.ts';
import type { SignInPlan } from './sign-in-plan.ts';
import type { Stop } from './stop.ts';

export interface CodeFlow {
  readonly plan: SignInPlan;
  readonly issuer: OpenIssuer;
  /** False: the address is only printed, and the one that the browser ends at may be pasted. */
  readonly browser: boolean;
  readonly tell: (line: string) => void;
  readonly stop: Stop;
  /** Tries the new token; the page in the browser then says how it ended. @throws CliError when the API does not take it */
  readonly accept: (credential: Credential) => Promise<void>;
}

/** @throws CliError when the person refuses, ends it or takes too long, and when the issuer grants nothing */
export async function signInWithBrowser(flow: CodeFlow): Promise<void> {
  const { plan, issuer } = flow;
  const openid = await import('openid-client');
  const [verifier, state, nonce] = [openid.randomPKCECodeVerifier(), openid.randomState(), openid.randomNonce()];
  const server = await callbackServer(flow, state);
  const redirectUri = server?.redirectUri ?? redirectUriAt(plan.client.redirect_host, plan.client.ports[0] ?? 1);
  const withIdToken = plan.client.scope.split(' ').includes('openid');
  const address = openid.buildAuthorizationUrl(issuer.config, {
    ...plan.client.parameters,
    redirect_uri: redirectUri,
    scope: plan.client.scope,
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(withIdToken ? { nonce } : {}),
  });
  const checks = { pkceCodeVerifier: verifier, expectedState: state, idTokenExpected: withIdToken };
  try {
    const { address: end, reply } = await comeBack(flow, { address, state, redirectUri, server });
    try {
      const { resource } = plan.client.parameters;
      const granted = await openid.authorizationCodeGrant(
        issuer.config,
        end,
        withIdToken ? { ...checks, expectedNonce: nonce } : checks,
        resource === undefined ? {} : { resource },
      );
      await flow.accept(await credentialOf(plan, granted));
      await reply(signedInPage);
    } catch (error) {
      await reply(failedPage);
      throw refusalOf(plan, issuer, error);
    }
  } finally {
    await server?.close();
  }
}

/** Where an address can be pasted, a machine whose ports are all taken can still sign in. */
async function callbackServer({ plan, browser, tell }: CodeFlow, state: string): Promise<CallbackServer | undefined> {
  const onStranger = (): void => {
    tell('A browser came back from another sign-in, which was not taken. Still waiting.');
  };
  return await startCallbackServer({ host: plan.client.redirect_host, ports: plan.client.ports, state, onStranger }).catch(
    (error: unknown) => {
      if (browser) throw error;
      return undefined;
    },
  );
}

interface Journey {
  readonly address: URL;
  readonly state: string;
  readonly redirectUri: string;
  readonly server: CallbackServer | undefined;
}

/** Sends the person to the issuer, and waits for the browser or for a pasted address. */
async function comeBack({ browser, tell, stop }: CodeFlow, journey: Journey): Promise<CameBack> {
  const { address, state, redirectUri, server } = journey;
  const opened = browser && (await openInBrowser(address.href, signInLink));
  if (opened) tell(`Sign in with the browser that opened. If none did, open this address in one:\n\n  ${address.href}\n`);
  else {
    tell(`Open this address in a browser:\n\n  ${address.href}\n`);
    tell('If that browser runs on another machine, it ends at an address that it cannot open. Paste that address here:');
  }
  const done = new AbortController();
  const pasting = { input: process.stdin, state, redirectUri, tell, interrupt: stop.interrupt };
  const signal = AbortSignal.any([done.signal, stop.signal]);
  const pasted = async (): Promise<CameBack> => ({
    address: await pastedAddress({ ...pasting, signal }),
    reply: () => Promise.resolve(),
  });
  const ways = [...(server === undefined ? [] : [server.cameBack]), ...(opened ? [] : [pasted()])];
  return await Promise.race([...ways, ended(stop)]).finally(() => {
    done.abort();
  });
}

const signInLink = { file: 'sign-in-link.html', text: 'Go on to the sign-in' };

async function ended({ signal, reason }: Stop): Promise<never> {
  await new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', resolve, { once: true });
  });
  throw reason() === 'interrupted'
    ? new CliError('the sign-in was ended before the browser came back: nothing was changed.', exitCodes.interrupted)
    : new CliError(
        'the browser did not come back in time: nothing was changed. Run "bgagent login" again, with --device where no browser is.',
        exitCodes.timeout,
      );
}
