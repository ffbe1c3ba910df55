/** The keys under which answers are kept: what belongs to a fleet begins with its id, so that a command can have all of it read anew. */
export const queryKeys = {
  config: ['config'],
  me: ['me'],
  workflows: ['workflows'],
  fleets: (filter: object) => ['fleets', filter],
  inbox: ['inbox'],
  ownFleets: ['own-fleets'],
  fleet: (id: string) => ['fleet', id],
  ofFleet: (id: string, what: string, more: object = {}) => ['fleet', id, what, more],
  task: (id: string, what: string) => ['task', id, what],
  repos: (filter: object) => ['repos', filter],
  repo: (name: string) => ['repo', name],
} as const;
