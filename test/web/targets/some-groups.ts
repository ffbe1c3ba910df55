/** Groups of a fleet as the API shows them, for tests. */
import { countStatuses } from '../../../core/fleet.ts';
import type { GroupView } from '../../../contracts/http/fleet.ts';

export const group = (path: string, from: number, to: number, groups: GroupView[] = []): GroupView => ({
  ...{ path, from, to, groups, max_concurrency: null, sandbox: null, approval: null, status: 'PENDING' },
  ...{ has_failures: false, counts: countStatuses([]) },
});
