const balances = new Map();

export function issue(code, cents) {
  balances.set(code, cents);
  console.log(`gift card ${code} issued over ${cents} cents`);
}

/** Takes as much as is there, and returns what is left to pay. */
export function redeem(code, cents) {
  const balance = balances.get(code);
  if (balance === undefined) {
    console.warn(`gift card ${code} is not known`);
    return cents;
  }
  const used = Math.min(balance, cents);
  balances.set(code, balance - used);
  console.log(`gift card ${code}: ${used} cents used`);
  return cents - used;
}
