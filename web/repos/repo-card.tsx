/** One repository as a card: what it is, its phase while it runs, and what can be done with it. */
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Repository } from '../../contracts/repository.ts';
import { useFleet } from '../api/use-fleet.ts';
import { links } from '../frame/links.ts';
import { ReadState } from '../parts/read-state.tsx';
import { useIsStale } from '../parts/use-is-stale.ts';
import { CardMenu } from './card-menu.tsx';
import { PhaseControl } from './phase-control.tsx';
import type { RepoAction } from './repo-actions.tsx';
import { RepoDialogs } from './repo-dialogs.tsx';
import { Tags } from './tags.tsx';
import { useRepo } from './use-repos.ts';

interface Props {
  readonly repo: Repository;
  /** Whether some fleet goes on, which may be one of its own. */
  readonly mayRun: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

export function RepoCard({ repo, mayRun, isChosen, onChoose }: Props) {
  const [open, setOpen] = useState<RepoAction>();
  const running = useRepo(repo.repo, mayRun).data?.exclusive_fleet ?? null;
  return (
    <Container fitHeight>
      <div className="repo-card">
        <h2>
          <Link href={links.repo(repo.repo)} fontSize="heading-m">
            {repo.repo}
          </Link>
        </h2>
        <CardMenu repo={repo.repo} isRunning={running !== null} onAct={setOpen} />
        <Checkbox
          checked={isChosen}
          ariaLabel={`Choose ${repo.repo}`}
          onChange={({ detail }) => {
            onChoose(detail.checked);
          }}
        />
      </div>
      <SpaceBetween size="xs">
        {running?.yours && <CardPhase fleetId={running.fleet_id} />}
        {running !== null && !running.yours && <span>A fleet of somebody else has it for itself.</span>}
        <div className="repo-facts">
          {repo.default_branch ?? 'default branch'} <Tags tags={repo.tags} />
        </div>
      </SpaceBetween>
      <RepoDialogs
        repo={repo}
        open={open}
        onClose={() => {
          setOpen(undefined);
        }}
      />
    </Container>
  );
}

function CardPhase({ fleetId }: { readonly fleetId: string }) {
  const fleet = useFleet(fleetId);
  const isStale = useIsStale(fleet);
  return (
    <ReadState read={fleet} what="the phase">
      {(data) => <PhaseControl fleet={data} isStale={isStale} />}
    </ReadState>
  );
}
