/**
 * By how many milliseconds a delay of a sidecar's may be measured too short. Envoy counts it from the beginning of a turn of
 * its event loop, and a turn in which others have the processor takes some tens. Which delay it makes is read from its
 * configuration and its access log; the measured time only shows that it is waited for.
 */
export const EARLY = 50;
