/** What is wrong with a fleet, and what it waits for, as the API shows it (docs/openapi.json). */
import * as z from 'zod';
import { staleThings, waitsFor } from '../../core/diagnosis/diagnosis.ts';
import { fleetStatuses } from '../../core/fleet.ts';
import { isoTime } from '../fields.ts';
import { ulid } from '../messages.ts';

const commands = z.array(z.string()).describe('Command lines that help, the most useful first. Empty: it goes on by itself.');

export const diagnosisView = z
  .object({
    fleet_id: ulid,
    title: z.string(),
    status: z.enum(fleetStatuses),
    version: z.number(),
    waits: z
      .array(
        z.object({
          for: z.enum(waitsFor),
          count: z.number().describe('Targets.'),
          since: isoTime.nullable(),
          until: isoTime.nullable().describe('When the first of them goes on by itself. Null: not known, or never.'),
          message: z.string(),
          commands,
        }),
      )
      .describe('What the fleet waits for: what a person must do, then what goes on by itself.'),
    stale: z
      .array(z.object({ what: z.enum(staleThings), count: z.number(), since: isoTime, message: z.string(), commands }))
      .describe('What should have happened long ago. Empty in a service whose parts all run.'),
    violations: z.array(z.string()).describe('Invariants that the stored state does not keep. Each is a defect.'),
  })
  .meta({ id: 'Diagnosis' });
export type DiagnosisView = z.infer<typeof diagnosisView>;
