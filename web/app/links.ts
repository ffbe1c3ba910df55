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
