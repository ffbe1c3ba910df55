/** The frame of every command's dialog: what has changed, what went wrong, the content, and the two buttons. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useId, type ReactNode } from 'react';
import type { OpenCommand, Trouble } from './use-command.ts';

interface Props {
  readonly title: string;
  readonly confirm: string;
  readonly dismiss: string;
  readonly command: Pick<OpenCommand, 'news' | 'trouble' | 'isSending'>;
  /** Whether it may be sent now. */
  readonly isReady: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function DialogFrame({ title, confirm, dismiss, command, isReady, onConfirm, onClose, children }: Props) {
  const id = useId();
  const { news, trouble, isSending } = command;
  return (
    <Modal
      visible
      header={title}
      onDismiss={onClose}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {dismiss}
            </Button>
            <Button variant="primary" form={id} formAction="submit" disabled={!isReady} loading={isSending} loadingText="Sending">
              {trouble === undefined ? confirm : 'Try again'}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={id}
        ref={focusFirstField}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isSending) onConfirm();
        }}
      >
        <SpaceBetween size="m">
          {news && <News news={news} />}
          {trouble && <TroubleNotice trouble={trouble} />}
          {children}
        </SpaceBetween>
      </form>
    </Modal>
  );
}

/** The library gives the focus to its button that closes: what is to be written is nearer to what one came for. */
function focusFirstField(form: HTMLFormElement | null): void {
  if (form === null) return;
  requestAnimationFrame(() => {
    form.querySelector<HTMLElement>('input, textarea')?.focus();
  });
}

function News({ news }: { readonly news: readonly string[] }) {
  return (
    <Alert type="warning" header="The fleet changed while you were reading">
      {news.length > 0 && <strong>{news.join(' · ')}</strong>}
      <div>Nothing was done. What it would do now is below.</div>
    </Alert>
  );
}

function TroubleNotice({ trouble: { message, details } }: { readonly trouble: Trouble }) {
  return (
    <Alert type="error">
      {message}
      {details.map((detail) => (
        <div key={detail}>{detail}</div>
      ))}
    </Alert>
  );
}
