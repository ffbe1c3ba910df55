/** The text that `bgagent local` prints as soon as the runtime serves requests. */
import { plural } from '../../core/text/plural.ts';
import type { View } from './view.ts';

export interface LocalReady {
  readonly api_url: string;
  readonly dir: string;
  readonly workers: number;
  /** Tasks at once per worker. */
  readonly concurrency: number;
  /** True if other commands use this runtime without further flags or variables. */
  readonly adopted: boolean;
  readonly dashboard_url: string;
}

export function renderLocalReady(ready: LocalReady, view: View): string {
  const workers = `${plural(ready.workers, 'worker')}, ${plural(ready.concurrency, 'task')} each`;
  const use = ready.adopted
    ? []
    : [`The settings name another API. To use this one in a terminal: export BGAGENT_API_URL=${ready.api_url}`];
  return [
    `${view.paint('good', 'Ready')}: ${view.paint('strong', ready.api_url)} (data in ${ready.dir}; ${workers}).`,
    `Dashboard: ${view.paint('strong', ready.dashboard_url)}`,
    'The link works once, and for ten minutes. A fresh one: bgagent dashboard',
    'Ctrl-C ends it. Accepted work continues at the next start.',
    ...use,
    '',
    'Try in another terminal:',
    '  bgagent repo onboard acme/demo --clone-url /path/to/a/repository',
    `  bgagent fleet submit --repo acme/demo --title Hello --command 'echo hello > HELLO.txt' --watch`,
    '  bgagent fleet targets',
  ].join('\n');
}
