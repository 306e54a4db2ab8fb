/** A signal that Ctrl-C aborts, for as long as it is not disposed of. */
export function interruption(): { readonly signal: AbortSignal; [Symbol.dispose](): void } {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  process.once('SIGINT', abort).once('SIGTERM', abort);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', abort).off('SIGTERM', abort);
    },
  };
}
