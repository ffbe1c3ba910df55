/** The page as a whole: what all screens share around them. */
import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { createQueryClient } from '../api/query-client.ts';
import { CommandsProvider } from '../commands/ask.tsx';
import { FlashesProvider } from '../frame/flashes.tsx';
import { Shell } from './shell.tsx';

const queries = createQueryClient();

export function Page() {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queries}>
        <FlashesProvider>
          <CommandsProvider>
            <Shell />
          </CommandsProvider>
        </FlashesProvider>
      </QueryClientProvider>
    </I18nProvider>
  );
}
