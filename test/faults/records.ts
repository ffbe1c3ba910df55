/** What a fleet had recorded when somebody looked: from one look to the next it may grow, never shrink. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { insist, look } from './fleets.ts';
import type { Stage } from './stage/stage.ts';

export class Records {
  private readonly attempts = new Map<string, number>();
  private knownUsd = 0;
  private revision = 0;
  private generation = 0;

  private readonly stage: Stage;
  private readonly fleetId: string;

  constructor(stage: Stage, fleetId: string) {
    this.stage = stage;
    this.fleetId = fleetId;
  }

  /** @throws Error naming what has become less */
  async look(): Promise<FleetView> {
    const fleet = await look(this.stage, this.fleetId);
    const { known_usd } = fleet.progress.cost;
    this.grown('the known cost', this.knownUsd, known_usd);
    this.grown('the revision', this.revision, fleet.revision);
    this.grown('the generation', this.generation, fleet.generation);
    [this.knownUsd, this.revision, this.generation] = [known_usd, fleet.revision, fleet.generation];
    const params = { fleet_id: this.fleetId };
    for (const { path, attempts } of await insist(() => this.stage.client.listTargets({ params, query: { limit: 100 } }))) {
      this.grown(`the attempts of ${path}`, this.attempts.get(path) ?? 0, attempts.length);
      this.attempts.set(path, attempts.length);
    }
    return fleet;
  }

  private grown(what: string, before: number, now: number): void {
    if (now < before) throw new Error(`fleet ${this.fleetId}: ${what} was ${before} and is ${now}`);
  }
}
