/** Signs out, and says why where that does not work. */
import { session } from '../auth/session.ts';
import { useFlashes } from './flashes.tsx';

export function useSignOut(): () => void {
  const flashes = useFlashes();
  return () => {
    void session.signOut().then((refused) => {
      if (refused === undefined) flashes.remove('sign-out');
      else flashes.add({ id: 'sign-out', type: 'error', header: 'You are still signed in', content: refused });
    });
  };
}
