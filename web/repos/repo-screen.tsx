/** One repository: its phase, what else can be done with it, and its settings. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { OneRepository } from '../../contracts/http/repo-operations.ts';
import { links } from '../frame/links.ts';
import { ReadState } from '../parts/read-state.tsx';
import { RepoActions, type RepoAction } from './repo-actions.tsx';
import { RepoDialogs } from './repo-dialogs.tsx';
import { RepoPhase } from './repo-phase.tsx';
import { RepoSettings } from './repo-settings.tsx';
import { useRepo } from './use-repos.ts';
import { useShownPhase } from './use-shown-phase.ts';

export function RepoScreen({ name }: { readonly name: string }) {
  const repo = useRepo(name);
  return (
    <ReadState read={repo} what="the repository" page>
      {(data) => <OneRepo repo={data} />}
    </ReadState>
  );
}

function OneRepo({ repo }: { readonly repo: OneRepository }) {
  const [open, setOpen] = useState<RepoAction>();
  const [, navigate] = useLocation();
  const { phase, showPhase } = useShownPhase(repo);
  const { repo: name } = repo;
  const place = useRef<HTMLDivElement>(null);
  return (
    <ContentLayout header={<Header variant="h1">{name}</Header>}>
      <SpaceBetween size="l">
        <div ref={place} tabIndex={-1}>
          <SpaceBetween size="l">
            {phase && (
              <RepoPhase
                phase={phase}
                onAgain={() => {
                  setOpen('phase');
                }}
                onHide={() => {
                  showPhase(undefined);
                }}
              />
            )}
            <RepoActions repo={repo} isRunning={phase !== undefined} onAct={setOpen} />
          </SpaceBetween>
        </div>
        <RepoSettings repo={repo} />
      </SpaceBetween>
      <RepoDialogs
        repo={repo}
        open={open}
        onClose={() => {
          setOpen(undefined);
        }}
        onStarted={({ fleet_id }) => {
          showPhase(fleet_id);
          // The button that had the focus is gone.
          place.current?.focus();
        }}
        onRemoved={() => {
          navigate(links.repos);
        }}
      />
    </ContentLayout>
  );
}
