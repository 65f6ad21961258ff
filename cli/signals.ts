/** npm passes the terminal's Ctrl-C on to the process, which has already received it from the terminal. */
const SAME_KEYSTROKE_MS = 500;

/**
 * Resolves at the first Ctrl-C (SIGINT) or SIGTERM. A second one ends the process at once, with the exit code that
 * shells expect for it.
 */
export function untilStopped(
  say: (text: string) => void,
  farewell = "Stopping: requests under way are answered first. Ctrl-C again stops at once.",
): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const onSignal = (code: number) => () => {
      if (first === undefined) {
        first = performance.now();
        say(farewell);
        resolve();
      } else if (performance.now() - first > SAME_KEYSTROKE_MS) {
        process.exit(code);
      }
    };
    process.on("SIGINT", onSignal(130));
    process.on("SIGTERM", onSignal(143));
  });
}
