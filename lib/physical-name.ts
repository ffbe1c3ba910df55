import type { Settings } from './config.ts';

/** The deployed name of a part: `bgagent-<stage>-<part>`, so that several stages fit into one account. */
export function physicalName(settings: Settings, part: string): string {
  return `bgagent-${settings.stage}-${part}`;
}
