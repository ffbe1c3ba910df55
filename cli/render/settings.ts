/** The settings as text: one per line. */
import type { Settings } from '../config/settings.ts';

export function renderSettings(settings: Settings): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key.padEnd(13)} ${value}`);
  return lines.length === 0 ? 'No API is configured: give --api-url URL, or start "bgagent local".' : lines.join('\n');
}
