/**
 * Refuses webhooks that the installation does not allow. A host name is resolved only when an event is sent, and checked then.
 */
import { receiverOf, type Receiver } from '../../../adapters/webhook/receiver-of.ts';
import type { Problem } from '../../../contracts/http/errors.ts';
import type { ApiSettings } from '../api-ports.ts';

export function webhookProblems(
  webhooks: readonly string[] | undefined,
  { allowPrivateWebhooks }: Pick<ApiSettings, 'allowPrivateWebhooks'>,
): Problem[] {
  if (allowPrivateWebhooks) return [];
  return (webhooks ?? []).flatMap((url, at) => {
    const wrong = faultOf(receiverOf(url));
    const where = `notify/webhooks/${at}`;
    return wrong === undefined ? [] : [{ path: `/${where}`, code: 'INVALID_VALUE', message: `${where} ${wrong}` }];
  });
}

function faultOf({ isEncrypted, isPrivate }: Receiver): string | undefined {
  if (isPrivate) {
    return 'leads to a private address, which is refused here: an operator may allow it with the setting allow_private_webhooks.';
  }
  return isEncrypted ? undefined : 'must be an https URL, such as https://hooks.example.com/fleets.';
}
