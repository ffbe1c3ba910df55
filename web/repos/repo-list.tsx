/** The cards of the repositories that fit. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMe } from '../api/use-me.ts';
import { CliLine } from '../parts/cli-line.tsx';
import { RepoCard } from './repo-card.tsx';
import { useAnyFleetGoesOn, type Repos } from './use-repos.ts';

interface Props {
  readonly repos: Repos;
  readonly isFiltered: boolean;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

export function RepoList({ repos: { items, loadMore, isLoadingMore }, isFiltered, chosen, onChoose }: Props) {
  const anyGoesOn = useAnyFleetGoesOn();
  if (items.length === 0) return <Empty isFiltered={isFiltered} />;
  return (
    <SpaceBetween size="m">
      <ul className="repo-cards" aria-label="Repositories">
        {items.map((repo) => (
          <li key={repo.repo}>
            <RepoCard
              repo={repo}
              mayRun={anyGoesOn}
              isChosen={chosen.has(repo.repo)}
              onChoose={(isChosen) => {
                onChoose(new Set(isChosen ? [...chosen, repo.repo] : [...chosen].filter((name) => name !== repo.repo)));
              }}
            />
          </li>
        ))}
      </ul>
      {loadMore && (
        <Box textAlign="center">
          <Button loading={isLoadingMore} onClick={loadMore}>
            Load more than these {items.length}
          </Button>
        </Box>
      )}
    </SpaceBetween>
  );
}

function Empty({ isFiltered }: { readonly isFiltered: boolean }) {
  const operator = useMe().data?.operator ?? false;
  if (isFiltered) return <Box textAlign="center">No repository fits. Clear the name or the tag.</Box>;
  return (
    <Box textAlign="center">
      <SpaceBetween size="s">
        <Box>
          No repositories yet.{' '}
          {operator ? 'Onboard the first one here, or many at once on the command line.' : 'An operator onboards them.'}
        </Box>
        {operator && <CliLine line="bgagent repo import repos.csv" />}
      </SpaceBetween>
    </Box>
  );
}
