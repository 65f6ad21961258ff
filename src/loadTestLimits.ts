// Beyond these a number is a slip of the keyboard: a cluster, or Locust's master, is ended by less.

/** A digit more would be pods that no cluster of one load test has. */
export const MOST_WORKERS = 9_999;

/** Locust's master keeps a record of each user. */
export const MOST_USERS = 1_000_000;

/** Of a run, of a stage, and of a Locust cluster: 30 days. */
export const MOST_SECONDS = 30 * 24 * 3_600;
