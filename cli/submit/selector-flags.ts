/** The flags that choose among the onboarded repositories, and the selector of a request that they make. */
import { Flags } from '@oclif/core';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { usageError } from '../cli-error.ts';
import { given, objectAt, type Part } from './work-flags.ts';

export const selectorFlags = {
  selector: Flags.string({
    description:
      'Take the onboarded repositories that have these tags: team=payments,lang=go. A tag twice: one of the values; without a value: any. Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'TAG=VALUE,...',
  }),
  'select-repo': Flags.string({
    description:
      'Take the onboarded repositories whose OWNER/NAME matches; with --selector: those of them that have its tags. Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'GLOB',
  }),
  exclude: Flags.string({
    description: 'Leave out the repositories whose OWNER/NAME matches, of those that are selected; repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'GLOB',
  }),
  limit: Flags.integer({
    description: 'Take the first N of the selected repositories, by owner and name.',
    min: 1,
    helpValue: 'N',
  }),
};

export interface SelectorFlagValues {
  readonly selector?: readonly string[] | undefined;
  readonly 'select-repo'?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly limit?: number | undefined;
}

type Selector = NonNullable<SubmitRequest['selector']>;

/** Whether flags say which repositories are selected, and not only which of them. */
export const selectsByFlags = (flags: SelectorFlagValues): boolean =>
  flags.selector !== undefined || flags['select-repo'] !== undefined;

/**
 * The selector that the flags make; undefined: none. `--exclude` and `--limit` alone narrow the one of `base`.
 * @param base the request in the file, without what flags replace
 * @throws CliError (usage) for tags that cannot be read, and for flags that have no selector to narrow
 */
export function selectorOfFlags(flags: SelectorFlagValues, base: Part): Part | undefined {
  const { selector, 'select-repo': repos, exclude, limit } = flags;
  const names = selectsByFlags(flags);
  if (!names && exclude === undefined && limit === undefined) return undefined;
  if (!names && base['selector'] == null) {
    const lone = exclude === undefined ? '--limit' : '--exclude';
    throw usageError(`${lone} narrows a selection: give --selector or --select-repo too, or a selector in -f fleet.yaml.`);
  }
  const known: Part = names ? {} : { ...objectAt(base, 'selector') };
  return {
    ...known,
    ...given('tags', selector && tagsOf(selector)),
    ...given('repos', repos),
    // What a file excludes stays excluded.
    ...given('exclude', exclude && [...listOf(known['exclude']), ...exclude]),
    ...given('limit', limit),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `['team=a,team=b', 'lang']` → `{team: ['a', 'b'], lang: ['*']}` */
function tagsOf(texts: readonly string[]): Selector['tags'] {
  const values = new Map<string, string[]>();
  for (const part of texts.flatMap((text) => text.split(','))) {
    const [tag = '', ...value] = part.split('=').map((word) => word.trim());
    if (tag === '') {
      throw usageError(`--selector ${texts.join(',')} is no list of tags: write --selector team=payments,lang=go.`);
    }
    values.set(tag, [...(values.get(tag) ?? []), value.length === 0 ? '*' : value.join('=')]);
  }
  return Object.fromEntries(values);
}
