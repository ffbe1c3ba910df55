/** The steps in their order: each may build on what the ones before it left. */
import { alarm } from './alarm.ts';
import { cancelled, fleetOfThree, onboarding } from './fleets.ts';
import { identity } from './identity.ts';
import { redrive } from './redrive.ts';
import { refusals } from './refusals.ts';
import type { Step } from './step.ts';
import { wokenChild } from './woken-child.ts';

export const steps: readonly Step[] = [refusals, identity, onboarding, fleetOfThree, cancelled, wokenChild, redrive, alarm];
