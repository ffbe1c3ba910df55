/** One of the protocol's safeguards, and how the simulation takes it away: by ports that do not keep it. */
import type { TaskStore } from '../../adapters/ports.ts';
import type { DriveInput } from '../../contracts/messages.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import type { DrivePorts } from '../../lambdas/target-drive/drive.ts';
import type { World } from './world.ts';

export interface Safeguard {
  readonly name: string;
  /** The sentence of the protocol that is switched off. */
  readonly says: string;
  readonly without: {
    /** Ports of one invocation of the actor. */
    readonly actor?: (ports: ActorPorts, world: World) => ActorPorts;
    /** Ports of one invocation of the drive. */
    readonly drive?: (ports: DrivePorts, input: DriveInput, world: World) => DrivePorts;
    /** The task store of everybody, before anything watches it. */
    readonly tasks?: (store: TaskStore, world: World) => TaskStore;
    /** The task store of the actor alone. */
    readonly actorTasks?: (store: TaskStore, world: World) => TaskStore;
    readonly submitOverwrites?: true;
    readonly noClock?: true;
    readonly noDriveTimeout?: true;
    readonly noRequestTimeout?: true;
  };
}
