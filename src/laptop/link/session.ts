import type { Http2Session, ServerSessionOptions } from "node:http2";

/** What nobody has read of one stream, at most, in bytes: its sender waits then, and no other stream's does. */
const STREAM_WINDOW = 1024 * 1024;

/** What may be under way of all streams together, in bytes. */
const SESSION_WINDOW = 16 * STREAM_WINDOW;

const STREAMS = 100_000;

/** Between two checks, and the longest time for an answer, in milliseconds. Together they stay below 15 s. */
const CHECK_EVERY = 4_000;
const CHECK_LIMIT = 8_000;

/** How both ends speak HTTP/2. Node's limits against floods would end a session of a thousand connections. */
export const SESSION = {
  settings: { initialWindowSize: STREAM_WINDOW, maxConcurrentStreams: STREAMS },
  peerMaxConcurrentStreams: STREAMS,
  maxSessionMemory: 1024,
  streamResetBurst: STREAMS,
  streamResetRate: STREAMS,
} satisfies ServerSessionOptions & { peerMaxConcurrentStreams: number };

/** Widens the window of a session: the 64 KiB of the protocol hold back streams that are read fast. */
export function widenWindow(session: Http2Session): void {
  const widen = () => session.setLocalWindowSize(SESSION_WINDOW);
  if (session.connecting) session.once("connect", widen);
  else widen();
}

/**
 * Widens the session's window, and checks the other end from time to time, also without traffic: balancers on the way forget
 * idle connections, and a network that is gone closes nothing. An end that does not answer is dropped.
 *
 * @param onAnswer called with each round trip in milliseconds
 */
export function keepChecking(session: Http2Session, onAnswer: (roundTrip: number) => void): void {
  widenWindow(session);
  let limit: NodeJS.Timeout | undefined;
  const check = () => {
    if (limit !== undefined || session.destroyed) return;
    limit = setTimeout(
      () => session.destroy(new Error(`no answer in ${CHECK_LIMIT / 1000} s`)),
      CHECK_LIMIT,
    );
    session.ping((error, roundTrip) => {
      clearTimeout(limit);
      limit = undefined;
      if (error === null) onAnswer(roundTrip);
    });
  };
  const timer = setInterval(check, CHECK_EVERY);
  session.once("close", () => {
    clearInterval(timer);
    clearTimeout(limit);
  });
  check();
}
