/** Scopes: what a token may be narrowed to. Those of one kind of thing are one to read it, and one to change it. */

export const scopes = ['fleets:read', 'fleets:write', 'tasks:read', 'tasks:write', 'repos:write'] as const;
export type Scope = (typeof scopes)[number];

/** The scopes of a caller. `all`: the token names none, so it may do what the person may do. */
export type Scopes = readonly Scope[] | 'all';

/** @returns the scopes of this service among the words, each once; `bgagent/fleets:read` counts as `fleets:read` (Cognito) */
export function scopesAmong(words: readonly string[]): Scope[] {
  const named = new Set(words.map((word) => word.slice(word.lastIndexOf('/') + 1)));
  return scopes.filter((scope) => named.has(scope));
}

/** Whether the scopes allow what needs this one: to change a thing includes to read it, and `any` is allowed by each. */
export function allows(given: Scopes, needed: Scope | 'any' | undefined): boolean {
  if (given === 'all' || needed === undefined) return true;
  if (needed === 'any') return given.length > 0;
  return given.some((scope) => scope === needed || scope === needed.replace(/:read$/, ':write'));
}
