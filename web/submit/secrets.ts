/**
 * Finds what looks like a secret in a request, so that a draft with it is not kept in the browser.
 * Example: {params: {API_TOKEN: 'x'}} → ['params/API_TOKEN'].
 */
import type { Body } from './fleet-document.ts';
import type { Path } from './edit-fleet.ts';

/** A name of a variable that promises a secret. */
const secretName = /token|secret|passw|credential|private_?key|api_?key|access_?key|auth(?:orization)?$/i;
export const isSecretName = (name: string): boolean => secretName.test(name);
/** How tokens begin that are known, and a private key. */
const secretValue = /\b(?:ghp_|gho_|ghs_|github_pat_|glpat-|sk-|xox[abprs]-|AKIA|eyJ[\w-]{10})|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** The paths of values below `params` and `vars`, anywhere in the request, and of webhooks with a secret. */
export function secretsIn(body: Body | undefined): Path[] {
  const found: Path[] = [];
  // Every path that is found begins with a key of the body.
  walk(body, [], false, (path) => found.push(path as unknown as Path));
  return found;
}

function walk(
  value: unknown,
  path: readonly (string | number)[],
  isVariable: boolean,
  found: (path: readonly (string | number)[]) => void,
): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const name = String(path.at(-1) ?? '');
    const text = String(value);
    const mayBe = isVariable || path[0] === 'notify';
    if (mayBe && text !== '' && ((isVariable && isSecretName(name)) || secretValue.test(text))) found(path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, at) => [at, item] as const)
    : Object.entries(value);
  for (const [key, inner] of entries) walk(inner, [...path, key], isVariable || key === 'params' || key === 'vars', found);
}

export const pathText = (path: readonly (string | number)[]): string => path.join('/');
