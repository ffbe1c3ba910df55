/** What can be done with a repository: completing its phase is the first and largest, and what an operator may do comes last. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Repository } from '../../contracts/repository.ts';
import { useMe } from '../api/use-me.ts';
import { links } from '../frame/links.ts';

export type RepoAction = 'phase' | 'settings' | 'remove';

interface Props {
  readonly repo: Repository;
  /** Its phase runs, or its result is shown: the first button is there then. */
  readonly isRunning: boolean;
  readonly onAct: (action: RepoAction) => void;
}

export function RepoActions({ repo: { repo, status }, isRunning, onAct }: Props) {
  const operator = useMe().data?.operator ?? false;
  const act = (action: RepoAction) => () => {
    onAct(action);
  };
  if (status === 'removed') {
    return (
      <Alert type="info" {...(operator ? { action: <Button onClick={act('settings')}>Onboard again…</Button> } : {})}>
        It is removed: no new task can use it.
      </Alert>
    );
  }
  return (
    <div>
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        {!isRunning && (
          <Button
            variant="primary"
            iconName="gen-ai"
            style={{ root: { paddingBlock: '10px', paddingInline: '32px' } }}
            onClick={act('phase')}
          >
            Complete phase
          </Button>
        )}
        <Button href={links.submit({ repos: repo })}>Submit a fleet…</Button>
        {operator && <Button onClick={act('settings')}>Settings…</Button>}
        {operator && <Button onClick={act('remove')}>Remove…</Button>}
      </SpaceBetween>
    </div>
  );
}
