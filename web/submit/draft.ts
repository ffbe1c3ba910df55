/**
 * Drafts of fleets as this browser keeps them: the last few, each by where it began, so that another fleet submitted again takes none
 * away. What looks like a secret is left out.
 */
import { editFleet } from './edit-fleet.ts';
import { readFleet } from './fleet-document.ts';
import { isSecretName, secretsIn } from './secrets.ts';

export interface Draft {
  /** Where it began: '' for a new one, `from=…` or `repos=…` for the others. */
  readonly origin: string;
  readonly text: string;
  /** The key of its submit: sent twice, it makes one fleet. */
  readonly key: string;
  readonly view: 'form' | 'yaml';
}

export const draftsName = 'bgagent-drafts';
const most = 5;

const isDraft = (value: unknown): value is Draft => {
  if (typeof value !== 'object' || value === null) return false;
  const { origin, text, key, view } = value as Partial<Record<keyof Draft, unknown>>; // any object may have these keys
  return [origin, text, key].every((each) => typeof each === 'string') && (view === 'form' || view === 'yaml');
};

/** @param stored what the browser has; something else than drafts counts as none */
export function readDrafts(stored: string | null): readonly Draft[] {
  try {
    const list: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(list) ? list.filter(isDraft) : [];
  } catch {
    return [];
  }
}

export const withDraft = (drafts: readonly Draft[], draft: Draft): readonly Draft[] =>
  [draft, ...drafts.filter(({ origin }) => origin !== draft.origin)].slice(0, most);

export const withoutDraft = (drafts: readonly Draft[], origin: string): readonly Draft[] =>
  drafts.filter((draft) => draft.origin !== origin);

/** The draft as it may be kept: what looks like a secret is null, which the API refuses, so that nobody forgets to write it again. */
export function storable(draft: Draft): Draft {
  const { body, broken } = readFleet(draft.text);
  if (broken.length > 0) return { ...draft, text: withoutValues(draft.text) };
  const secrets = secretsIn(body);
  if (secrets.length === 0) return draft;
  return {
    ...draft,
    text: editFleet(
      draft.text,
      secrets.map((path) => ({ path, value: null })),
    ),
  };
}

/** Of a text that cannot be read as YAML now: what stands after a key whose name promises a secret, in each line. */
function withoutValues(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const colon = line.indexOf(':');
      return colon > 0 && isSecretName(line.slice(0, colon)) ? `${line.slice(0, colon)}: null` : line;
    })
    .join('\n');
}

/** What a new draft begins with: two repositories of `repos=a,b`, or nothing. */
export function textOfRepos(repos: string | null): string {
  const names = (repos ?? '').split(',').filter((name) => name !== '');
  return names.length === 0 ? '' : editFleet('', [{ path: ['targets'], value: names }]);
}
