/** The part of dynalite that the embedded runtime uses; the package brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export default function dynalite(options: {
    /** LevelDB folder; without one the tables are in memory. */
    readonly path?: string;
    /** How long a table stays in the state CREATING. */
    readonly createTableMs?: number;
    /** How long a table stays in the state DELETING. */
    readonly deleteTableMs?: number;
  }): Server;
}
