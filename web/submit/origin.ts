/** Where a draft began. By itself: the first load of the page needs this of the whole screen, and no more. */
/** @param query of the address */
export const originOf = (query: { readonly from: string | null; readonly repos: string | null }): string =>
  query.from !== null ? `from=${query.from}` : query.repos !== null ? `repos=${query.repos}` : '';
