/** Which links lead to a screen of the page, so that following them loads nothing anew. */

export interface Followed {
  readonly origin: string;
  readonly href: string;
  /** As the browser resolves it. */
  readonly target: string;
  readonly download: boolean;
  /** Another button than the first one, or with a key that opens a tab or a window. */
  readonly elsewhere: boolean;
}

/** The service's own paths, which are no screens. */
const notScreens = /^\/(v1|assets|open|local)(\/|$)/;

/** The path of the screen with its query; undefined: the browser does what it does. */
export function screenOf({ origin, href, target, download, elsewhere }: Followed): string | undefined {
  if (elsewhere || download || (target !== '' && target !== '_self') || !URL.canParse(href)) return undefined;
  const url = new URL(href);
  if (url.origin !== origin || url.hash !== '' || notScreens.test(url.pathname)) return undefined;
  return url.pathname + url.search;
}
