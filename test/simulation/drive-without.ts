/** Ports of the drive that lack one safeguard each. */
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { DrivePorts } from '../../lambdas/target-drive/drive.ts';

/** The ledger is read first, then the token is parked. */
export function looksFirst(ports: DrivePorts): DrivePorts {
  let seen: Promise<Ledger | undefined> | undefined;
  const { ledgers, tokens } = ports.stores;
  return {
    ...ports,
    stores: {
      ...ports.stores,
      ledgers: { ...ledgers, getLedger: (fleetId) => seen ?? ledgers.getLedger(fleetId) },
      tokens: {
        ...tokens,
        parkUnlessNewer: async (fleetId, ordinal, parked) => {
          const ledger = await ledgers.getLedger(fleetId);
          seen = Promise.resolve(ledger);
          return tokens.parkUnlessNewer(fleetId, ordinal, parked);
        },
      },
    },
  };
}

/** Which token the drive does not answer. */
function answersNot(ports: DrivePorts, isSilent: (token: string) => boolean): DrivePorts {
  return {
    ...ports,
    tokens: { answer: (token, again) => (isSilent(token) ? Promise.resolve() : ports.tokens.answer(token, again)) },
  };
}

/** Whom a child displaces is left waiting. */
export const displacesSilently = (ports: DrivePorts, input: { token: string }): DrivePorts =>
  answersNot(ports, (token) => token !== input.token);
