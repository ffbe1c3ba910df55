/** A batch of mail, split by fleet; what does not parse is set apart. */
import type { SQSRecord } from 'aws-lambda';
import { lookSchema, type Look } from '../../contracts/messages.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';

export interface FleetMail {
  readonly looks: Look[];
  readonly messageIds: string[];
}
export interface Malformed {
  readonly body: string;
  readonly messageId: string;
  readonly why: string;
}

export function splitBatch(records: readonly SQSRecord[]): {
  fleets: ReadonlyMap<string, FleetMail>;
  malformed: readonly Malformed[];
} {
  const fleets = new Map<string, FleetMail>();
  const malformed: Malformed[] = [];
  for (const { body, messageId } of records) {
    const parsed = lookSchema.safeParse(jsonOrUndefined(body));
    if (!parsed.success) {
      malformed.push({ body, messageId, why: parsed.error.issues.map((issue) => issue.message).join('; ') });
      continue;
    }
    const mail = fleets.get(parsed.data.fleet_id) ?? { looks: [], messageIds: [] };
    mail.looks.push(parsed.data);
    mail.messageIds.push(messageId);
    fleets.set(parsed.data.fleet_id, mail);
  }
  return { fleets, malformed };
}
