/** When an agent ends. */
export interface Life {
  /** The laptop is there: nothing ends while it stays, but what has a limit. */
  come(): void;
  /** It has gone. */
  leave(): void;
}

/**
 * Calls `end` once: when the laptop has been away for the grace time, also if it never came, or at the end of the whole
 * time.
 */
export function lifeOf(
  { grace, ttl }: { grace?: number; ttl?: number },
  end: (reason: string) => void,
): Life {
  let away: NodeJS.Timeout | undefined;
  const finish = (reason: string) => {
    clearTimeout(away);
    clearTimeout(whole);
    end(reason);
  };
  const leave = () => {
    clearTimeout(away);
    if (grace === undefined) return;
    away = setTimeout(() => finish("the laptop has been away for the grace time"), grace);
  };
  const whole = ttl === undefined ? undefined : setTimeout(() => finish("its time is over"), ttl);
  leave();
  return { come: () => clearTimeout(away), leave };
}
