/** The pages of the issuer that a person sees: plain forms for signing in and for consent, which tests post as a browser would. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type Provider from 'oidc-provider';

/** An account that may sign in with this password. */
export type CheckPassword = (login: string, password: string) => boolean;

export const interactionPath = '/interaction/';

/** Answers the pages below `interactionPath`. */
export async function answerInteraction(
  provider: Provider,
  check: CheckPassword,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const details = await provider.interactionDetails(request, response);
  const asksLogin = details.prompt.name === 'login';
  if (request.method !== 'POST') {
    sendPage(response, 200, asksLogin ? loginForm(details.uid) : consentForm(details.uid));
    return;
  }
  const form = new URLSearchParams(await text(request));
  const finish = (result: Parameters<Provider['interactionFinished']>[2]) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  if (form.get('answer') === 'cancel') {
    await finish({ error: 'access_denied', error_description: 'The person cancelled.' });
    return;
  }
  if (!asksLogin) {
    await finish({ consent: { grantId: await grantOf(provider, details) } });
    return;
  }
  const login = form.get('login') ?? '';
  if (check(login, form.get('password') ?? '')) await finish({ login: { accountId: login } });
  else sendPage(response, 403, '<p>Wrong name or password.</p>');
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Everything that the client asked for and that is not granted yet. */
async function grantOf(provider: Provider, { grantId, session, params, prompt }: Interaction): Promise<string> {
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant({ accountId: session?.accountId, clientId: String(params['client_id']) });
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details;
  grant.addOIDCScope(words(missingOIDCScope).join(' '));
  grant.addOIDCClaims(words(missingOIDCClaims));
  for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, words(scopes).join(' '));
  }
  return await grant.save();
}

const words = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : []);

const loginForm = (uid: string): string => `<form action="${interactionPath}${uid}" method="post">
<input name="login" value=""><input type="password" name="password" value="">
<button name="answer" value="continue">Sign in</button><button name="answer" value="cancel">Cancel</button>
</form>`;

const consentForm = (uid: string): string => `<form action="${interactionPath}${uid}" method="post">
<button name="answer" value="continue">Continue</button><button name="answer" value="cancel">Cancel</button>
</form>`;

export function sendPage(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page(body));
}

export const page = (body: string): string => `<!doctype html><meta charset="utf-8"><title>Issuer</title>${body}`;
