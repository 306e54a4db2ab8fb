/**
 * Gives how much of what came since a moment was net growth: births less deaths over births, 0 where as much died as was
 * born, 1 where nothing did. Where nothing has come, it is the share of what was there that has not died.
 *
 * @param nowBytes what is retained now
 * @param moment.then what was retained at that moment
 * @param moment.left what is left of it now
 */
export function netShare(nowBytes: number, { then, left }: { then: number; left: number }): number {
  const births = nowBytes - left;
  const share = births > 0 ? (nowBytes - then) / births : then > 0 ? left / then : 1;
  return Math.min(1, Math.max(0, share));
}
