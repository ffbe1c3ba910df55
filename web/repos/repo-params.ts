/** The parts of a repository's name, as the addresses of the API have them. Example: `acme/shop` → {owner: 'acme', name: 'shop'}. */
export function repoParams(repo: string): { readonly owner: string; readonly name: string } {
  const slash = repo.indexOf('/');
  return { owner: repo.slice(0, Math.max(slash, 0)), name: repo.slice(slash + 1) };
}
