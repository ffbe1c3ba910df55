/** What a preset is asked in tests: plain work without limits, with what a test says besides. */
import type { Ask } from '../../../worker/agent/preset.ts';

export const askWith = (given: Partial<Ask> = {}): Ask => ({
  access: 'write',
  web: false,
  walled: false,
  scratch: '/sandbox',
  model: undefined,
  fallbackModels: [],
  maxTurns: undefined,
  maxUsd: undefined,
  schema: undefined,
  session: undefined,
  baseUrl: undefined,
  prices: undefined,
  args: [],
  ...given,
});
