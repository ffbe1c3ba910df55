/** The addresses of the page's screens. All state that a colleague should see is in them. */

type Query = Readonly<Record<string, string | undefined>>;

/** A path with its query, without what is undefined or empty. */
export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '');
  const text = new URLSearchParams(given).toString();
  return text === '' ? path : `${path}?${text}`;
}

export const fleetTabs = ['targets', 'changes', 'graph', 'timeline', 'log', 'settings'] as const;
export type FleetTab = (typeof fleetTabs)[number];

/** What a page, or a link that somebody has sent, leads up to. */
const lists = [
  { path: '/inbox', text: 'Inbox' },
  { path: '/fleets', text: 'Fleets' },
  { path: '/submit', text: 'Submit' },
  { path: '/repos', text: 'Repositories' },
  { path: '/settings', text: 'Settings' },
] as const;

/** The screen of the navigation that a path is, or is below of. */
export const listOf = (path: string): (typeof lists)[number] | undefined =>
  lists.find((list) => path === list.path || path.startsWith(`${list.path}/`));

export const links = {
  inbox: '/inbox',
  fleets: '/fleets',
  settings: '/settings',
  repos: '/repos',
  repo: (name: string) => `/repos/${name}`,
  fleet: (id: string, query: Query & { readonly tab?: FleetTab; readonly target?: string } = {}) =>
    address(`/fleets/${id}`, query),
  submit: (query: { readonly from?: string; readonly repos?: string } = {}) => address('/submit', query),
} as const;
