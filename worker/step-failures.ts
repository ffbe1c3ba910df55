/** The ways in which an attempt at a step fails, and a heal: a part of the work is missing. */
import { failed, type Failed } from './failure.ts';

const ofVerification = { category: 'verification', by: 'user' } as const;

/** One function per kind. Each takes the sentence that says what happened. */
export const stepFailures = {
  tasksOpen: (message: string): Failed =>
    failed({ ...ofVerification, title: 'Tasks open', remedy: 'Retry: the next attempt gets what is left.' }, message),
  artifactMissing: (message: string): Failed =>
    failed(
      { ...ofVerification, title: 'Artifact missing', remedy: 'Say in the description what to write, and where, then retry.' },
      message,
    ),
  attemptsUsedUp: (message: string): Failed =>
    failed(
      {
        category: 'config',
        by: 'user',
        title: 'Attempts used up',
        remedy: 'Put the tasks into fewer sections, or into several fleets, then submit again.',
      },
      message,
    ),
  healChangedNothing: (message: string): Failed =>
    failed(
      {
        category: 'agent',
        by: 'user',
        title: 'Heal changed nothing',
        remedy: 'Read the output of the task, then retry with other words.',
      },
      message,
    ),
} as const;
