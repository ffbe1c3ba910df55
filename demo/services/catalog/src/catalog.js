const plants = new Map();

export function publish(plant) {
  if (!plant.name || !(plant.price > 0)) {
    console.error(`plant ${plant.sku} has no name or price: not published`);
    return false;
  }
  plants.set(plant.sku, plant);
  console.log(`published ${plant.sku} at ${plant.price}`);
  return true;
}

export const inSeason = (month) => [...plants.values()].filter((plant) => plant.months.includes(month));
