/** Signing in again over whatever is shown: nothing that is typed is lost. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { session } from './session.ts';

interface Props {
  /** To look at what is there without signing in. */
  readonly onClose: () => void;
}

export function SignInDialog({ onClose }: Props) {
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState<string>();
  const [isSending, setIsSending] = useState(false);
  const send = async () => {
    setIsSending(true);
    const why = await session.signIn(typed);
    // Where it worked, the dialog is gone by now.
    setIsSending(false);
    setRefused(why);
  };
  return (
    <Modal visible header="Sign in" onDismiss={onClose} closeAriaLabel="Close, and stay signed out">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Form
          actions={
            <Button variant="primary" formAction="submit" loading={isSending} disabled={typed.trim() === ''}>
              Sign in
            </Button>
          }
        >
          <SpaceBetween size="m">
            <Box>{session.how} What you see and what you have typed stays as it is.</Box>
            <FormField label="Link, or its code" errorText={refused}>
              <Input
                value={typed}
                autoFocus
                autoComplete={false}
                spellcheck={false}
                placeholder="http://127.0.0.1:4747/open?code=…"
                onChange={({ detail }) => {
                  setTyped(detail.value);
                }}
              />
            </FormField>
          </SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}

/** What is left of the dialog when it was closed. */
export function SignedOutNotice({ onSignIn }: { readonly onSignIn: () => void }) {
  return (
    <Alert type="warning" header="You are signed out" action={<Button onClick={onSignIn}>Sign in</Button>}>
      What you see is as it was when you were signed in.
    </Alert>
  );
}
