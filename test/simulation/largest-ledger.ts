export const largestLedger = (total: number): { bytes: number; at: string } => ({ bytes: total, at: '' });
