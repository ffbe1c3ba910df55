/** The setting `user_usd_per_day`: US dollars that the tasks of one user may cost in a day (UTC). */
import * as z from 'zod';

const must = 'must be 0, for no limit, or from 0.01 to 1000000';

export const dailyLimit = z.number().refine((usd) => usd === 0 || (usd >= 0.01 && usd <= 1_000_000), must);
