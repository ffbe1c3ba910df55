/** Reads the results of all targets of a fleet as CSV. */
import type { Client } from '../../contracts/http/client.ts';
import { ApiFailure } from '../api/failures.ts';

/** All pages; only the first has the line of column names, so they are joined as they are. @throws ApiFailure */
export async function readCsv(fleetId: string, { getResults }: Pick<Client, 'getResults'>): Promise<string[]> {
  const pages: string[] = [];
  for (let next: string | null | undefined; next !== null;) {
    const query = { format: 'csv' as const, ...(next === undefined ? {} : { next_token: next }) };
    const answer = await getResults({ params: { fleet_id: fleetId }, query });
    if (!answer.ok) throw new ApiFailure(answer.status, answer.error);
    if (typeof answer.data === 'string') pages.push(answer.data);
    next = answer.pagination?.next_token ?? null;
  }
  return pages;
}
