/** Names under which the functions count what alarms watch. */
export const metricsNamespace = 'bgagent';
/** Fleets that do not move though their time has come; told by the clock at every tick. */
export const stuckFleetsMetric = 'StuckFleets';
