/** Asks for signing in as soon as the API says that nobody is signed in, and reads everything anew after that. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { session } from '../auth/session.ts';
import { SignedOutNotice, SignInDialog } from '../auth/sign-in-dialog.tsx';
import { useCell } from '../frame/use-cell.ts';

export function SigningIn() {
  const signedIn = useCell(session.signedIn);
  return signedIn ? null : <SignedOut />;
}

function SignedOut() {
  const [isOpen, setIsOpen] = useState(true);
  const queries = useQueryClient();
  useEffect(
    () => () => {
      // Also where another tab has signed in, and a read of this one has noticed it.
      void queries.invalidateQueries();
    },
    [queries],
  );
  if (!isOpen) {
    return (
      <SignedOutNotice
        onSignIn={() => {
          setIsOpen(true);
        }}
      />
    );
  }
  return (
    <SignInDialog
      onClose={() => {
        setIsOpen(false);
      }}
    />
  );
}
