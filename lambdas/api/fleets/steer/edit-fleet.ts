/** An edit is a command like the others: what it changes holds from the moment at which the fleet applies it. */
import type { FleetChanges } from '../../../../contracts/fleet-records.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { policyOf, policyView } from '../../../../contracts/steering.ts';
import { validationError, type Handler } from '../../request.ts';
import { webhookProblems } from '../check-webhooks.ts';
import { sendCommand } from './send-command.ts';

export const editFleet: Handler<Operations['editFleet']> = (ports, request) =>
  sendCommand(ports, { ...request, idempotencyKey: undefined }, () => {
    const problems = webhookProblems(request.body.notify?.webhooks, ports.settings);
    if (problems.length > 0) return { kind: 'error', error: validationError(problems) };
    return { kind: 'edit', changes: changesOf(request.body) };
  });

function changesOf(body: Parameters<typeof editFleet>[1]['body']) {
  const { max_concurrency, failure, launches_per_minute, title, labels, notify } = body;
  const changes: FleetChanges = {
    ...(max_concurrency === undefined ? {} : { max_concurrency }),
    ...(failure === undefined ? {} : { failure: policyView(policyOf(failure)) }),
    ...(launches_per_minute === undefined ? {} : { launches_per_minute }),
    ...(title === undefined ? {} : { title }),
    ...(labels === undefined ? {} : { labels }),
    ...(notify?.targets === undefined ? {} : { notify_targets: notify.targets }),
    ...(notify?.webhooks === undefined ? {} : { webhooks: notify.webhooks }),
  };
  return changes;
}
