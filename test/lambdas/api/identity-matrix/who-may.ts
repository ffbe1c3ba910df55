/**
 * Who may do what, made by hand: a row for each operation of the API, a column for each kind of caller. It is the expectation of the
 * matrix, and nothing in it is computed.
 *
 * People act on things of ann: she owns them, tess is in a team of the fleet, olga is an operator, `narrow` is ann with a token for
 * fleets:read and tasks:read, `wall` olga with such a token, and bob is somebody else. Machines act on what they started themselves,
 * with one scope each, or none; `alien` has all scopes, and acts on things of ann.
 *
 * yes    it is done
 * own    it is done, and shows nothing of what the caller has no part in
 * no     it belongs to somebody else (403)
 * scope  the token lacks the scope (403), which the answer names
 * ops    it is for operators (403)
 * 401    a valid token is needed: without one, and with one that expired, that is not valid yet, of another issuer, for another
 *        audience, or with a forged signature
 */

export const people = ['ann', 'tess', 'olga', 'narrow', 'wall', 'bob'] as const;
export const machines = ['none', 'f:read', 'f:write', 't:read', 't:write', 'r:write', 'alien'] as const;
export const withoutToken = 'nobody';

export const whoMay = `
                 scope         ann  tess  olga  narrow wall   bob    none   f:read f:write t:read t:write r:write alien  nobody

submitFleet      fleets:write  yes  yes   yes   scope  scope  yes    scope  scope  yes     scope  scope   scope   yes    401
planFleet        fleets:read   yes  yes   yes   yes    yes    yes    scope  yes    yes     scope  scope   scope   yes    401
previewBatches   fleets:read   yes  yes   yes   yes    yes    yes    scope  yes    yes     scope  scope   scope   yes    401
listFleets       fleets:read   yes  own   yes   yes    yes    own    scope  yes    yes     scope  scope   scope   own    401
getFleet         fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
getStates        fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
getTimeline      fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
getGraph         fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
getResults       fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
diagnoseFleet    fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
getChangeGroups  fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
getFailures      fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
listTargets      fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
getTarget        fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
getTargetDiff    fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
listLog          fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401
getCommand       fleets:read   yes  yes   yes   yes    yes    no     scope  yes    yes     scope  scope   scope   no     401

pauseFleet       fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
continueFleet    fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
abortFleet       fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
cancelFleet      fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
retryFleet       fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
editFleet        fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
cancelTargets    fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
skipTargets      fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
failTargets      fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
approveTargets   fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
rejectTargets    fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
steerTargets     fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401
answerTarget     fleets:write  yes  yes   yes   scope  scope  no     scope  scope  yes     scope  scope   scope   no     401

createTask       tasks:write   yes  yes   yes   scope  scope  yes    scope  scope  scope   scope  yes     scope   yes    401
listTasks        tasks:read    yes  own   yes   yes    yes    own    scope  scope  scope   yes    yes     scope   own    401
getTask          tasks:read    yes  yes   yes   yes    yes    no     scope  scope  scope   yes    yes     scope   no     401
getTaskOutput    tasks:read    yes  yes   yes   yes    yes    no     scope  scope  scope   yes    yes     scope   no     401
getTaskDiff      tasks:read    yes  yes   yes   yes    yes    no     scope  scope  scope   yes    yes     scope   no     401
listTaskEvents   tasks:read    yes  yes   yes   yes    yes    no     scope  scope  scope   yes    yes     scope   no     401
cancelTask       tasks:write   yes  no    yes   scope  scope  no     scope  scope  scope   scope  yes     scope   no     401

listRepos        any           yes  yes   yes   yes    yes    yes    scope  yes    yes     yes    yes     yes     yes    401
getRepo          any           yes  yes   yes   yes    yes    yes    scope  yes    yes     yes    yes     yes     yes    401
putRepo          repos:write   ops  ops   yes   scope  scope  ops    scope  scope  scope   scope  scope   yes     yes    401
editRepo         repos:write   ops  ops   yes   scope  scope  ops    scope  scope  scope   scope  scope   yes     yes    401
importRepos      repos:write   ops  ops   yes   scope  scope  ops    scope  scope  scope   scope  scope   yes     yes    401
removeRepo       repos:write   ops  ops   yes   scope  scope  ops    scope  scope  scope   scope  scope   yes     yes    401

listWorkflows    any           yes  yes   yes   yes    yes    yes    scope  yes    yes     yes    yes     yes     yes    401
getMe            -             yes  yes   yes   yes    yes    yes    yes    yes    yes     yes    yes     yes     yes    401
getHealth        -             yes  yes   yes   yes    yes    yes    yes    yes    yes     yes    yes     yes     yes    yes
getOpenapi       -             yes  yes   yes   yes    yes    yes    yes    yes    yes     yes    yes     yes     yes    yes
getSignIn        -             yes  yes   yes   yes    yes    yes    yes    yes    yes     yes    yes     yes     yes    yes
`;

export type Identity = (typeof people)[number] | (typeof machines)[number];

export interface Row {
  readonly id: string;
  readonly scope: string;
  /** The word of each caller, by its column. */
  readonly words: Readonly<Record<string, string>>;
}

/** The rows of the table. Its first line names the columns; a row has a word for each. */
export function rowsOf(table: string): Row[] {
  const [head, ...rows] = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells.length > 1);
  const names = (head ?? []).slice(1);
  return rows.map(([id = '', scope = '', ...words]) => {
    if (words.length !== names.length) throw new Error(`The row ${id} has ${words.length} words for ${names.length} columns.`);
    return { id, scope, words: Object.fromEntries(names.map((name, at) => [name, words[at] ?? ''])) };
  });
}
