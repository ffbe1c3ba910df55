/** Keeps the rest of the page when a part of it fails: there is never a blank page. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Component, type ReactNode } from 'react';
import { ReloadAlert } from '../parts/reload-alert.tsx';
import { isOlderPage } from './older-page.ts';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | undefined;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <SpaceBetween size="m">
        <h1>This screen has failed</h1>
        {isOlderPage(error) ? (
          <ReloadAlert />
        ) : (
          <Defect
            message={error.message}
            onRetry={() => {
              this.setState({ error: undefined });
            }}
          />
        )}
      </SpaceBetween>
    );
  }
}

function Defect({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) {
  return (
    <Alert type="error" header="This is a defect of the page" action={<Button onClick={onRetry}>Show it again</Button>}>
      {message} The other screens and the command line go on.
    </Alert>
  );
}
