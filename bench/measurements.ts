/** All measurements, quick ones first. */
import type { Measurement } from './figure.ts';
import { bundles } from './figures/bundles.ts';
import { cliStart } from './figures/cli-start.ts';
import { cost } from './figures/cost.ts';
import { dashboard } from './figures/dashboard.ts';
import { fleetSizes } from './figures/fleet-sizes.ts';
import { fleetVsScript } from './figures/fleet-vs-script.ts';
import { graph } from './figures/graph.ts';
import { idle } from './figures/idle.ts';
import { installedSize } from './figures/installed-size.ts';
import { pageSize } from './figures/page-size.ts';
import { planOrder } from './figures/plan-order.ts';
import { recovery } from './figures/recovery.ts';
import { forgeVsDirect } from './figures/forge-vs-direct.ts';
import { repositories } from './figures/repositories.ts';
import { scaleDag } from './figures/scale-dag.ts';
import { start } from './figures/start.ts';
import { tabs } from './figures/tabs.ts';
import { taskHour } from './figures/task-hour.ts';
import { tenThousandMemory } from './figures/ten-thousand-memory.ts';
import { tenThousand } from './figures/ten-thousand.ts';

export const measurements: readonly Measurement[] = [
  planOrder,
  cliStart,
  installedSize,
  bundles,
  pageSize,
  start,
  graph,
  recovery,
  cost,
  fleetVsScript,
  repositories,
  dashboard,
  idle,
  tabs,
  tenThousandMemory,
  forgeVsDirect,
  taskHour,
  fleetSizes,
  scaleDag,
  tenThousand,
];
