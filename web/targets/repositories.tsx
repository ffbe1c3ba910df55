/** What became of each repository of a target whose repositories share a sandbox. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { TargetView } from '../../contracts/http/fleet.ts';
import type { RepositoryOutcome } from '../../contracts/shared-repos.ts';
import { OutsideLink } from '../parts/outside-link.tsx';
import { pullRequestName } from './row-words.ts';

export function Repositories({ repositories }: Pick<TargetView, 'repositories'>) {
  if (repositories === null || repositories.length === 0) return null;
  return (
    <ExpandableSection headerText={`Repositories (${repositories.length})`} defaultExpanded headingTagOverride="h3">
      <ul className="plain-list">
        {repositories.map((each) => (
          <OneRepository key={each.repo} of={each} />
        ))}
      </ul>
    </ExpandableSection>
  );
}

function OneRepository({ of: { repo, outcome, build_passed, branch, pr_url, message } }: { readonly of: RepositoryOutcome }) {
  const words = [
    outcome === null ? 'nothing known' : outcome.replaceAll('_', ' '),
    ...(build_passed === null ? [] : [build_passed ? 'checks passed' : 'checks failed']),
    ...(branch === null ? [] : [branch]),
  ];
  return (
    <li>
      <strong>{repo}</strong>: {words.join(' · ')}{' '}
      {pr_url !== null && <OutsideLink href={pr_url}>{pullRequestName(pr_url)}</OutsideLink>}
      {message !== null && <Box color="text-status-error">{message}</Box>}
    </li>
  );
}
