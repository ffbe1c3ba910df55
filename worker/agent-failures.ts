/** The ways in which an agent fails: the choice of one, and what its preset reads of its end (worker/agent/preset.ts). */
import { failed, type Failed, withRemedy } from './failure.ts';

const ofProvider = { category: 'network', by: 'transient', retryable: true } as const;
const ofAgent = { category: 'agent', by: 'user' } as const;

/** One function per kind. Each takes the sentence that says what happened. */
export const agentFailures = {
  rateLimited: (message: string): Failed =>
    failed(
      {
        ...ofProvider,
        title: 'Rate limited',
        remedy: 'Retry later, lower the concurrency of the fleet, or ask the provider for more.',
      },
      message,
    ),
  provider: (message: string): Failed =>
    failed(
      { ...ofProvider, title: 'Provider error', remedy: 'Retry. If it happens again, ask the provider of the model.' },
      message,
    ),
  auth: (message: string, remedy: string): Failed => withRemedy('auth', 'Auth refused', message, remedy),
  /** An agent or a model that this worker does not have, or settings that an agent's program refused. */
  config: (message: string, remedy: string): Failed => withRemedy('config', 'Bad config', message, remedy),
  session: (message: string): Failed =>
    failed({ category: 'config', by: 'service', title: 'Session', remedy: 'Retry: the agent begins anew.' }, message),
  schema: (message: string): Failed =>
    failed({ ...ofAgent, title: 'Schema', remedy: 'Ask in other words, or allow more in the schema.' }, message),
  turns: (message: string): Failed =>
    failed({ ...ofAgent, title: 'Turns', remedy: 'Raise max_turns or ask for less work, then retry.' }, message),
  process: (message: string): Failed =>
    failed({ ...ofAgent, title: 'Process', remedy: 'Read the task output, and try the program by hand, then retry.' }, message),
  budget: (message: string): Failed =>
    failed(
      { category: 'budget', by: 'user', title: 'Budget', remedy: 'Raise the budget or ask for less work, then retry.' },
      message,
    ),
} as const;
