/** The dialogs of one repository: its phase, its settings, its removal. One is open at most. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Repository } from '../../contracts/repository.ts';
import { PhaseDialog } from './phase-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import type { RepoAction } from './repo-actions.tsx';
import { RepoDialog } from './repo-dialog.tsx';

interface Props {
  readonly repo: Repository;
  readonly open: RepoAction | undefined;
  readonly onClose: () => void;
  readonly onStarted?: (fleet: FleetView) => void;
  readonly onRemoved?: () => void;
}

export function RepoDialogs({ repo, open, onClose, onStarted, onRemoved }: Props) {
  switch (open) {
    case 'phase':
      return <PhaseDialog repo={repo.repo} onClose={onClose} {...(onStarted ? { onStarted } : {})} />;
    case 'settings':
      return <RepoDialog repo={repo} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog repo={repo.repo} onClose={onClose} {...(onRemoved ? { onRemoved } : {})} />;
    case undefined:
      return null;
  }
}
