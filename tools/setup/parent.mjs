const CHECK_MS = 1_000;

/**
 * Calls back once when the process that started this one is gone: the system then names another parent.
 *
 * @param {() => void} callback
 */
export function whenParentDies(callback) {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    callback();
  }, CHECK_MS);
  check.unref();
}
