/** Asks before a repository is removed. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { quoteWords } from '../../core/text/quote-words.ts';
import { client } from '../api/browser-client.ts';
import { CliLine } from '../parts/cli-line.tsx';
import { repoParams } from './repo-params.ts';
import { useChangeRepo } from './use-change-repo.ts';

interface Props {
  readonly repo: string;
  readonly onClose: () => void;
  readonly onRemoved?: () => void;
}

export function RemoveDialog({ repo, onClose, onRemoved }: Props) {
  const { send, isSending, error } = useChangeRepo(() => {
    onClose();
    onRemoved?.();
  });
  return (
    <Modal
      visible
      header={`Remove ${repo}?`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Keep it
            </Button>
            <Button
              variant="primary"
              loading={isSending}
              onClick={() => {
                send(() => client.removeRepo({ params: repoParams(repo) }), `${repo} is removed: new tasks cannot use it.`);
              }}
            >
              Remove
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>
          New tasks and fleets cannot use it. What runs goes on to its end. The repository itself is left as it is, and it can be
          onboarded again.
        </Box>
        {error && <Alert type="error">{error.message}</Alert>}
        <CliLine line={quoteWords(['bgagent', 'repo', 'remove', repo])} />
      </SpaceBetween>
    </Modal>
  );
}
