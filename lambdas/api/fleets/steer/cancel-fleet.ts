import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Handler } from '../../request.ts';
import { sendCommand } from './send-command.ts';

export const cancelFleet: Handler<Operations['cancelFleet']> = (ports, request) =>
  sendCommand(ports, request, () => ({ kind: 'cancel' }));
