const day = 24 * 60 * 60 * 1000;
const daysToReturn = 30;

export function decideReturn(parcel, today) {
  const days = Math.floor((today - parcel.deliveredOn) / day);
  if (parcel.alive && days > 2) {
    console.warn(`parcel ${parcel.id}: plants come back within 2 days, not ${days}`);
    return 'refused';
  }
  const decision = days <= daysToReturn ? 'refund' : 'voucher';
  console.log(`parcel ${parcel.id}: ${decision} after ${days} days`);
  return decision;
}
