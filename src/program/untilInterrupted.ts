const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Resolves `stopped` when the program is to end, at Ctrl-C, instead of ending it at once: something in the cluster is to
 * be removed first. Pulumi sends several signals, and none of them ends it. `end` gives the signals back to Node.
 */
export function untilInterrupted(): { stopped: Promise<void>; end(): void } {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    stopped,
    end() {
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}
