/** Where the page runs: what the server of its files says of itself. */
import { useQuery } from '@tanstack/react-query';
import { pageConfig, type PageConfig } from '../../contracts/page-config.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { queryKeys } from './query-keys.ts';

/** Null where it does not say, or says something newer. */
async function readConfig(signal: AbortSignal): Promise<PageConfig | null> {
  const response = await fetch('/config.json', { signal }).catch(() => undefined);
  if (response?.ok !== true) return null;
  return pageConfig.safeParse(jsonOrUndefined(await response.text())).data ?? null;
}

/** Undefined: not known (yet). */
export function usePlace(): string | undefined {
  const { data } = useQuery({
    queryKey: queryKeys.config,
    queryFn: ({ signal }) => readConfig(signal),
    staleTime: Infinity,
    gcTime: Infinity,
  });
  if (data === undefined || data === null) return undefined;
  return data.stage === 'local' ? 'on this machine' : data.stage;
}
