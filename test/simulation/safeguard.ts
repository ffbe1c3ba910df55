/** One of the protocol's safeguards, and how the simulation takes it away: by ports that do not keep it. */
import type { TaskStore } from '../../adapters/task-stores.ts';
import type { DriveInput } from '../../contracts/messages.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import type { DrivePorts } from '../../lambdas/target-drive/drive.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';

export interface Safeguard {
  readonly name: string;
  /** The sentence of the protocol that is switched off. */
  readonly says: string;
  /** A seed that is known to show that it is missed: tests look there first. */
  readonly seed: number;
  readonly without: {
    /** Ports of one invocation of the actor. */
    readonly actor?: (ports: ActorPorts, fleets: FleetData) => ActorPorts;
    /** Ports of one invocation of the drive. */
    readonly drive?: (ports: DrivePorts, input: DriveInput) => DrivePorts;
    /** The task store of everybody, before anything watches it. */
    readonly tasks?: (store: TaskStore, data: TaskData) => TaskStore;
    /** The task store of the actor alone. */
    readonly actorTasks?: (store: TaskStore) => TaskStore;
    readonly submitOverwrites?: true;
    readonly holdsWithoutEnd?: true;
    readonly noClock?: true;
    readonly noRequestTimeout?: true;
  };
}
