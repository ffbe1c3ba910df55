/** Edits the settings of a fleet. An edit is a command like the others: it takes effect when the actor applies it. */
import type { Operations } from '../../../../contracts/http/operations.ts';
import { storedChangesOf } from '../../../../contracts/settings.ts';
import { validationError } from '../../answer.ts';
import type { Handler } from '../../request.ts';
import { webhookProblems } from '../check-webhooks.ts';
import { sendCommand } from './send-command.ts';

export const editFleet: Handler<Operations['editFleet']> = (ports, request) =>
  sendCommand(ports, { ...request, idempotencyKey: undefined }, () => {
    const problems = webhookProblems(request.body.notify?.webhooks, ports.settings);
    if (problems.length > 0) return { kind: 'error', error: validationError(problems) };
    return { kind: 'edit', changes: storedChangesOf(request.body) };
  });
