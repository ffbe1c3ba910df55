/** The onboarded repositories, as cards: found by name and tag, chosen for a fleet, and each with its phase. */
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useMe } from '../api/use-me.ts';
import { links } from '../frame/links.ts';
import { useUrlState } from '../frame/use-url-state.ts';
import { ReadState } from '../parts/read-state.tsx';
import { RepoDialog } from './repo-dialog.tsx';
import { RepoFilters } from './repo-filters.tsx';
import { RepoList } from './repo-list.tsx';
import { useRepos } from './use-repos.ts';
import { useSettled } from './use-settled.ts';

export function ReposScreen() {
  const [q] = useUrlState('q');
  const [tag] = useUrlState('tag');
  const filter = { ...(q === null ? {} : { q }), ...(tag === null ? {} : { tag }) };
  const repos = useRepos(useSettled(filter, JSON.stringify(filter), 250));
  const me = useMe();
  const operator = me.data?.operator ?? false;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isOnboarding, setOnboarding] = useState(false);
  const { data } = repos;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          {...(data ? { counter: `(${data.items.length}${data.loadMore === undefined ? '' : '+'})` } : {})}
          {...(me.data && !operator ? { description: 'Operators onboard repositories and change their settings.' } : {})}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <FleetOfThese chosen={chosen} />
              {operator && (
                <Button
                  onClick={() => {
                    setOnboarding(true);
                  }}
                >
                  Onboard…
                </Button>
              )}
            </SpaceBetween>
          }
        >
          Repositories
        </Header>
      }
    >
      <SpaceBetween size="m">
        <RepoFilters />
        <ReadState read={repos} what="the repositories">
          {(read) => <RepoList repos={read} isFiltered={q !== null || tag !== null} chosen={chosen} onChoose={setChosen} />}
        </ReadState>
      </SpaceBetween>
      {isOnboarding && (
        <RepoDialog
          onClose={() => {
            setOnboarding(false);
          }}
        />
      )}
    </ContentLayout>
  );
}

function FleetOfThese({ chosen }: { readonly chosen: ReadonlySet<string> }) {
  if (chosen.size === 0) {
    return (
      <Button disabled disabledReason="Choose repositories first, by the boxes of their cards.">
        Fleet of these
      </Button>
    );
  }
  return <Button href={links.submit({ repos: [...chosen].join(',') })}>Fleet of {chosen.size}</Button>;
}
