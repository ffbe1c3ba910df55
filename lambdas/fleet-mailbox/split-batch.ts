/** Divides a batch of messages by fleet. Messages that do not parse, and messages that newer code wrote, are kept apart. */
import type { SQSRecord } from 'aws-lambda';
import { lookSchema, type Look } from '../../contracts/messages.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { newerVersion, type NewerVersion } from '../../contracts/versions.ts';

export interface FleetMail {
  readonly looks: Look[];
  readonly records: SQSRecord[];
}
/** A message that newer code wrote. */
export interface NewerMail {
  readonly record: SQSRecord;
  readonly refused: NewerVersion;
}
export interface Malformed {
  readonly record: SQSRecord;
  readonly why: string;
}

export function splitBatch(records: readonly SQSRecord[]): {
  fleets: ReadonlyMap<string, FleetMail>;
  malformed: readonly Malformed[];
  newer: readonly NewerMail[];
} {
  const fleets = new Map<string, FleetMail>();
  const malformed: Malformed[] = [];
  const newer: NewerMail[] = [];
  for (const record of records) {
    const { body, messageId } = record;
    const json = jsonOrUndefined(body);
    const refused = newerVersion('look', messageId, json);
    if (refused) {
      newer.push({ record, refused });
      continue;
    }
    const parsed = lookSchema.safeParse(json);
    if (!parsed.success) {
      malformed.push({ record, why: parsed.error.issues.map((issue) => issue.message).join('; ') });
      continue;
    }
    const mail = fleets.get(parsed.data.fleet_id) ?? { looks: [], records: [] };
    mail.looks.push(parsed.data);
    mail.records.push(record);
    fleets.set(parsed.data.fleet_id, mail);
  }
  return { fleets, malformed, newer };
}
