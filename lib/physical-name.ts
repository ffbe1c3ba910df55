/** The names of deployed resources. They hold the stage, so that one account can have several installations. */
import type { Settings } from './config.ts';

/** Example: part `api` of the stage `prod` → `bgagent-prod-api`. */
export function physicalName(settings: Settings, part: string): string {
  return `bgagent-${settings.stage}-${part}`;
}
