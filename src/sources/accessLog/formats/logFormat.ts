/** What a line of a log says about a request. The same object is filled for every line. */
export interface LogEntry {
  /** Empty if the line is about no request of HTTP: a TCP connection, or bytes that were none. */
  method: string;
  /** The request target as the client sent it: with its query, or as a whole URL. */
  target: string;
  /** As logged, perhaps with a port; empty if unknown. */
  host: string;
  /** Where a proxy sent the request: Envoy's cluster, ingress-nginx's upstream. Empty if unknown. */
  upstream: string;
  /** Server name of the TLS connection, in which a sidecar sees the Service that was called. Empty if unknown. */
  serverName: string;
  /** 0 if nobody answered. */
  status: number;
  /** NaN if nobody answered. */
  ms: number;
  /** Milliseconds since 1970, or NaN if unknown. */
  time: number;
}

/** A kind of log: how its lines are read, and what they can tell. */
export interface LogFormat {
  /** For messages: `Envoy's default text`. */
  title: string;
  /** Fills `entry`. Returns whether the line has this format; if not, `entry` has no meaning. */
  read(line: string, entry: LogEntry): boolean;
  /** Whether lines have a time. Without one neither window nor hours can be applied. */
  hasTime: boolean;
  /** How exact durations are. */
  rounding?: Rounding;
}

/** A duration of `ms` stands for any from `ms - below` to `ms + above`. */
export interface Rounding {
  below: number;
  above: number;
  /** A whole sentence. */
  why: string;
}

export function emptyEntry(): LogEntry {
  return {
    method: "",
    target: "",
    host: "",
    upstream: "",
    serverName: "",
    status: 0,
    ms: Number.NaN,
    time: Number.NaN,
  };
}
