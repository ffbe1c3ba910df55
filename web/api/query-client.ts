/** The cache of answers. It is asked again when somebody looks at the page again, and never in a hidden tab. */
import { focusManager, QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './failures.ts';

// By itself it looks at whether the tab is shown, and not at whether its window came to the front.
focusManager.setEventListener((changed) => {
  const listener = () => {
    changed();
  };
  window.addEventListener('visibilitychange', listener);
  window.addEventListener('focus', listener);
  return () => {
    window.removeEventListener('visibilitychange', listener);
    window.removeEventListener('focus', listener);
  };
});

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 0,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: true,
        refetchOnReconnect: true,
        refetchIntervalInBackground: false,
        // A read that failed is made again by its interval, so that its failure is known at once.
        retry: false,
        // Anything else is a defect of the page, and shown as one.
        throwOnError: (failure) => !(failure instanceof ApiFailure),
      },
    },
  });
}
