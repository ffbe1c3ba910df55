/** Nearest stop first, from the depot on. */
export function planRoute(van, stops) {
  const open = [...stops];
  const route = [];
  let here = van.depot;
  while (open.length > 0) {
    open.sort((a, b) => distance(here, a) - distance(here, b));
    here = open.shift();
    route.push(here.name);
  }
  console.log(`van ${van.plate}: ${route.length} stops planned`);
  return route;
}

const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
