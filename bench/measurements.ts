/** All measurements, quick ones first. */
import type { Measurement } from './figure.ts';
import { bundles } from './figures/bundles.ts';
import { cliStart } from './figures/cli-start.ts';
import { cost } from './figures/cost.ts';
import { fleetSizes } from './figures/fleet-sizes.ts';
import { fleetVsScript } from './figures/fleet-vs-script.ts';
import { forgeVsDirect } from './figures/forge-vs-direct.ts';
import { repositories } from './figures/repositories.ts';
import { taskHour } from './figures/task-hour.ts';
import { tenThousand } from './figures/ten-thousand.ts';

export const measurements: readonly Measurement[] = [
  cliStart,
  bundles,
  cost,
  fleetVsScript,
  repositories,
  forgeVsDirect,
  taskHour,
  fleetSizes,
  tenThousand,
];
