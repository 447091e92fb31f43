// A screen that is watched, and not touched, must not go to sleep.

/**
 * Asked anew whenever the page is seen again: the browser takes it back when hidden.
 * @returns {() => void} lets it sleep again
 */
export function keepAwake() {
  /** @type {WakeLockSentinel | undefined} */
  let lock;
  const ask = async () => {
    if (!document.hidden) lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  void ask();
  return () => {
    document.removeEventListener("visibilitychange", ask);
    void lock?.release();
  };
}
