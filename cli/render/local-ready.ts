import type { View } from './view.ts';

export interface LocalReady {
  readonly api_url: string;
  readonly dir: string;
  readonly workers: number;
  readonly concurrency: number;
  /** Whether commands talk to it without being told to. */
  readonly adopted: boolean;
}

/** What `bgagent local` says when it serves. */
export function renderLocalReady(ready: LocalReady, view: View): string {
  const workers = `${ready.workers} ${ready.workers === 1 ? 'worker' : 'workers'}, ${ready.concurrency} tasks each`;
  const use = ready.adopted ? [] : [`The settings point elsewhere; for this one: export BGAGENT_API_URL=${ready.api_url}`];
  return [
    `${view.paint('good', 'Ready')}: ${view.paint('strong', ready.api_url)} (data in ${ready.dir}; ${workers}). Ctrl-C ends it; nothing accepted is lost.`,
    ...use,
    '',
    'Try in another terminal:',
    '  bgagent repo onboard acme/demo --clone-url /path/to/a/repository',
    `  bgagent fleet submit --repo acme/demo --title Hello --command 'echo hello > HELLO.txt' --watch`,
    '  bgagent fleet targets',
  ].join('\n');
}
