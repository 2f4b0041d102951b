/*
 * Preloaded into every server under measurement. On SIGUSR2 it collects garbage, so that the memory read is
 * what the server holds and not when it last cleaned up (needs --expose-gc). When the bench is gone, however
 * it went, the server ends too.
 */
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  globalThis.gc?.();
});
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
