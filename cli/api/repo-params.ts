import { usageError } from '../cli-error.ts';
import { repoOfText } from '../repos-file/repo-of-text.ts';

/** `acme/auth` as the parameters of a path. */
export function repoParams(text: string): { owner: string; name: string } {
  const named = repoOfText(text);
  if (!named.ok) throw usageError(`${named.message}.`);
  const [owner = '', name = ''] = named.repo.split('/');
  return { owner, name };
}
