/**
 * The names of a fleet's targets and groups as a tree, in which references are looked up (semantics 7).
 * Invariant: a reference is looked up in the scope in which it stands, then in each scope around it; the first match counts.
 * Example: 'b' in the group `a` is `a/b` if there is one, else `b` outside all groups; '/b' is that one in any case.
 */

/** What a name stands for. */
export type Meaning =
  | { readonly kind: 'target'; readonly ordinal: number }
  /** `group`: its place in the list of groups. */
  | { readonly kind: 'group'; readonly group: number }
  /** It is not in the plan. `why` is a clause; null: a problem of its own says it. */
  | { readonly kind: 'absent'; readonly why: string | null };

/** A place for names: the root, a group, or a target (which has no names in it). */
export interface Scope {
  readonly outer: Scope | null;
  readonly inner: Map<string, Scope>;
  meaning: Meaning | null;
}

export const newScope = (outer: Scope | null): Scope => ({ outer, inner: new Map(), meaning: null });

/** The scope of a name or path in a scope, made where there is none. */
export function scopeIn(scope: Scope, path: string): Scope {
  let at = scope;
  for (const name of path.split('/')) {
    const inner = at.inner.get(name) ?? newScope(at);
    at.inner.set(name, inner);
    at = inner;
  }
  return at;
}

/** Gives a name its meaning. What is in the plan goes before what is not; else the first one keeps the name. */
export function giveMeaning(scope: Scope, meaning: Meaning): void {
  if (scope.meaning === null || (scope.meaning.kind === 'absent' && meaning.kind !== 'absent')) scope.meaning = meaning;
}

/** What a reference means in a scope; undefined: nothing has that name. */
export function lookUp(scope: Scope, reference: string): Meaning | undefined {
  const isAbsolute = reference.startsWith('/');
  const names = (isAbsolute ? reference.slice(1) : reference).split('/');
  for (let at: Scope | null = scope; at; at = at.outer) {
    const found = isAbsolute && at.outer !== null ? null : meaningIn(at, names);
    if (found) return found;
  }
  return undefined;
}

function meaningIn(scope: Scope, names: readonly string[]): Meaning | null {
  let at: Scope | undefined = scope;
  for (const name of names) {
    at = at.inner.get(name);
    if (!at) return null;
  }
  return at.meaning;
}
