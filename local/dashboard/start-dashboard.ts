/** Puts the dashboard of a runtime together from its folder, and stands it before the API. */
import { realpath } from 'node:fs/promises';
import type { DashboardLink } from '../../contracts/page-config.ts';
import type { RuntimeFolder } from '../folder/runtime-folder.ts';
import { openSecret, type SigningKey } from '../folder/secrets.ts';
import type { HttpApi } from '../gateway/http-api.ts';
import type { RuntimeLogger } from '../runtime-logger.ts';
import { builtPage } from './built-page.ts';
import { openDashboard } from './serve-dashboard.ts';
import { openSignedOut } from './signed-out.ts';

export interface DashboardOf {
  readonly folder: RuntimeFolder;
  readonly http: HttpApi;
  readonly key: SigningKey;
  /** Bearer token of the local user. */
  readonly token: string;
  /** Folder of a built page; undefined: it is built from `web/`. */
  readonly page: string | undefined;
  readonly logger: RuntimeLogger;
  /** Milliseconds since 1970, instead of the clock of the machine. */
  readonly now?: () => number;
}

export interface RunningDashboard {
  readonly link: () => DashboardLink;
  /** Builds the page now, where it is not built, so that the first request for it need not wait. */
  readonly prepare: () => void;
  /** Ends a build that is under way. */
  readonly close: () => Promise<void>;
}

/** @throws Error when a file of the folder is broken */
export async function startDashboard(given: DashboardOf): Promise<RunningDashboard> {
  const { folder, http, key, token, page, logger, now = Date.now } = given;
  const end = new AbortController();
  const built = builtPage({ folder: page, logger, signal: end.signal });
  const dashboard = openDashboard({
    dir: await realpath(folder.dir),
    port: Number(new URL(http.url).port),
    secret: await openSecret(folder.dashboardSecret),
    signedOut: await openSignedOut(folder.signedOut, now),
    token,
    isOwnToken: (text) => key.isOwnToken(text),
    page: built,
    now,
  });
  http.standBefore(dashboard.front);
  return {
    link: () => dashboard.link(),
    prepare: () => void built.files(),
    close: async () => {
      end.abort();
      await built.ended();
    },
  };
}
