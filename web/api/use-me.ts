/** Who looks at the page, and what the service offers. */
import type { MeView, WorkflowView } from '../../contracts/http/service-operations.ts';
import { client, unwrap } from './browser-client.ts';
import { queryKeys } from './query-keys.ts';
import { useRead, type Read } from './use-read.ts';

/** What hardly ever changes is read anew when the window comes to the front, at most this often. */
const freshFor = 5 * 60_000;

export const useMe = (): Read<MeView> =>
  useRead({ key: queryKeys.me, read: async (signal) => unwrap(await client.getMe({ signal })), freshFor });

export const useWorkflows = (): Read<WorkflowView[]> =>
  useRead({ key: queryKeys.workflows, read: async (signal) => unwrap(await client.listWorkflows({ signal })), freshFor });
