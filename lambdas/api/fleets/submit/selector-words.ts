/**
 * Says of a selector what of it matches nothing, and what may have been meant.
 * Example: tag team=paymnts → "No onboarded repository has the tag team=paymnts. Did you mean team=payments?"
 */
import type { SelectableRepo, SelectedRepos, SelectorPart } from '../../../../core/plan/select-repos.ts';
import { shorten } from '../../../../core/text/shorten.ts';
import { nearestPaths } from './nearest-paths.ts';

/** Parts that are told, and those of them for which near names are looked for: that takes a time that grows with the names. */
const mostTold = 20;
const mostHelped = 5;
/** Tags or values that are listed where none is near. */
const mostListed = 5;

type Parts = readonly SelectorPart[];
type Known = readonly SelectableRepo[];

/** One sentence for each part, and one for all that are not told. */
export function aboutParts(parts: Parts, known: Known): string[] {
  const told = parts.slice(0, mostTold).map((part, at) => aboutPart(part, at < mostHelped ? known : []));
  return parts.length > mostTold ? [...told, `${parts.length - mostTold} more tags and globs match nothing.`] : told;
}

/** Of a selector that selects nothing: why. */
export function aboutSelection({ unmatched }: Pick<SelectedRepos, 'unmatched'>, known: Known): string {
  if (known.length === 0) {
    return 'The selector selects nothing, because no repository is onboarded: an operator must onboard some.';
  }
  const first = aboutParts(unmatched.slice(0, 3), known);
  if (first.length > 0) return `The selector selects nothing. ${first.join(' ')}`;
  return `The selector selects nothing: none of ${known.length} onboarded repositories has all that it asks for and is not excluded.`;
}

export const aboutGlob = (glob: string): string => `The glob ${shorten(glob)} matches no onboarded repository.${howToName(glob)}`;

const howToName = (glob: string): string =>
  glob.includes('/') || glob.includes('**')
    ? ''
    : ` It stands for owner and name: write ${[...new Set([`*/${shorten(glob)}`, `${shorten(glob)}/*`])].join(', or ')}.`;

function aboutPart(part: SelectorPart, known: Known): string {
  if ('glob' in part) {
    const meant = /[*?[{]/.test(part.glob)
      ? ''
      : didYouMean(
          nearestPaths(
            part.glob,
            known.map(({ repo }) => repo),
          ),
        );
    return `${aboutGlob(part.glob)}${meant}`;
  }
  const { tag, value } = part;
  const values = new Set(known.flatMap(({ tags }) => (Object.hasOwn(tags, tag) ? [tags[tag] ?? ''] : [])));
  const unmet = `No onboarded repository has the tag ${shorten(value === '*' ? tag : `${tag}=${value}`)}.`;
  if (values.size > 0) {
    const near = nearestPaths(value, [...values]).map((each) => `${tag}=${each}`);
    return `${unmet}${didYouMean(near) || thereAre(`Values of ${shorten(tag)}`, values)}`;
  }
  const tags = new Set(known.flatMap((repository) => Object.keys(repository.tags)));
  return `${unmet}${didYouMean(nearestPaths(tag, [...tags])) || thereAre('Tags', tags)}`;
}

/** The first of them, by the alphabet. */
function thereAre(what: string, all: ReadonlySet<string>): string {
  if (all.size === 0) return '';
  const first = [...all].sort().slice(0, mostListed);
  const more = all.size > mostListed ? `, and ${all.size - mostListed} more` : '';
  return ` ${what}: ${first.map((each) => shorten(each)).join(', ')}${more}.`;
}

const didYouMean = (near: readonly string[]): string =>
  near.length === 0 ? '' : ` Did you mean ${near.map((each) => shorten(each)).join(' or ')}?`;
