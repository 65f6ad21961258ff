import { type Compiled, compileTemplate, type Dialect, knownFormat } from "./compileTemplate.ts";
import {
  checkNumber,
  readDecodedPath,
  readHost,
  readMethod,
  readRequestLine,
  readSeconds,
  readSecondsOfTries,
  readStatus,
  readTarget,
  readTimeField,
  readUpstream,
} from "./fields.ts";
import type { Rounding } from "./logFormat.ts";

/** Both ends of a request are times in whole milliseconds, which NGINX reads once in each turn of its event loop. */
const ROUNDING: Rounding = {
  below: 1,
  above: 1,
  why: "NGINX takes the difference of two times in whole milliseconds, so a duration is up to 1ms too short or too long.",
};

const NGINX: Dialect = {
  variable: /\$(?:\{(\w+)\}|(\w+))/g,
  show: (name) => `$${name}`,
  roles: [
    { name: "request", role: "request", read: readRequestLine },
    { name: "request_method", role: "method", read: readMethod },
    { name: "request_uri", role: "target", read: readTarget },
    { name: "uri", role: "target", read: readDecodedPath },
    { name: "document_uri", role: "target", read: readDecodedPath },
    { name: "status", role: "status", read: readStatus },
    { name: "request_time", role: "duration", read: readSeconds, rounding: ROUNDING },
    {
      name: "upstream_response_time",
      role: "duration",
      read: readSecondsOfTries,
      rounding: ROUNDING,
    },
    { name: "msec", role: "time", read: readTimeField },
    { name: "time_iso8601", role: "time", read: readTimeField },
    { name: "time_local", role: "time", read: readTimeField },
    { name: "host", role: "host", read: readHost },
    { name: "http_host", role: "host", read: readHost },
    { name: "server_name", role: "host", read: readHost },
    { name: "proxy_upstream_name", role: "upstream", read: readUpstream },
    ...["body_bytes_sent", "bytes_sent", "request_length", "connection"].map((name) => ({
      name,
      role: "number" as const,
      read: checkNumber,
    })),
  ],
};

/** A directive `log_format`, with what stands before the format itself. */
const DIRECTIVE = /^\s*log_format\s+[^\s'"]+\s+(?:escape=(?:default|json|none)\s+)?/;

/** Quoted texts alone, as NGINX's configuration has them: on several lines, with comments between them. */
const QUOTED = /^(?:\s+|#[^\n]*\n|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")+;?\s*$/s;

/**
 * Compiles a `log_format`: the directive as it stands in NGINX's configuration, or the text that it gives, without
 * quotes.
 */
export function compileLogFormat(title: string, directive: string): Compiled {
  const text = directive.replace(DIRECTIVE, "");
  return compileTemplate(title, plainText(text), NGINX);
}

function plainText(text: string): string {
  if (!QUOTED.test(text)) return text.trim().replace(/\s*;$/, "");
  const parts = text.matchAll(/#[^\n]*\n|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs);
  return [...parts]
    .map(([, single, double]) => single ?? double ?? "")
    .join("")
    .replaceAll(/\\(["'\\])/g, "$1");
}

/** The format of ingress-nginx, `log-format-upstream`. */
export const INGRESS_NGINX = knownFormat(
  compileLogFormat(
    "ingress-nginx's default",
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" ' +
      '"$http_user_agent" $request_length $request_time [$proxy_upstream_name] ' +
      "[$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time " +
      "$upstream_status $req_id",
  ),
);
