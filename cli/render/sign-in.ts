/**
 * A sign-in, and how long it lasts.
 * Example: `Signed in to https://fleets.example.com as ana, an operator.`
 */
import type { MeView } from '../../contracts/http/service-operations.ts';
import { aboutDuration } from '../../core/text/duration.ts';
import { plainLine } from '../../core/text/plain-text.ts';

/** How long a sign-in lasts. */
export interface SignInLife {
  readonly issuer: string | null;
  /** When the token ends; null: not known. */
  readonly expires_at: string | null;
  /** Whether the token is renewed by itself. */
  readonly renewed: boolean;
  /** When that ends, where the issuer said so. */
  readonly refresh_ends_at: string | null;
}

export function renderSignedIn(apiUrl: string, me: MeView | undefined, life: SignInLife, now: number): string {
  const who = me === undefined ? '' : ` as ${plainLine(me.user)}${me.operator ? ', an operator' : ''}`;
  return [`Signed in to ${apiUrl}${who}.`, `It lasts ${lifeText(life, now)}.`].join('\n');
}

/** `until it is not used for too long …`: what follows "it lasts". */
export function lifeText({ expires_at, renewed, refresh_ends_at }: SignInLife, now: number): string {
  if (renewed && refresh_ends_at !== null) return `until ${timeText(refresh_ends_at, now)}, and is renewed by itself`;
  if (renewed) return 'until you sign out, or the issuer ends it: it is renewed by itself';
  if (expires_at === null) return 'as long as its token; when that ends is not known here';
  return `until ${timeText(expires_at, now)}`;
}

function timeText(time: string, now: number): string {
  const left = Date.parse(time) - now;
  const utc = `${time.slice(0, 16).replace('T', ' ')} UTC`;
  return left > 0 ? `${utc} (${aboutDuration(left)} from now)` : utc;
}
