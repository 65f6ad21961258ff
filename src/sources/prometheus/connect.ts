import { type Problem, received, UserError } from "../../problem.ts";
import type { Connection } from "./connection.ts";

/** What opens a Prometheus, as the user gives it. */
export interface Access {
  /** May hold a user and a password: `https://user:password@prometheus.example.com`. */
  url: string;
  token?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  tenant?: string | undefined;
  ca?: string | undefined;
}

/**
 * Returns the connection to a Prometheus.
 * @throws {UserError} if the address is none, or if there are a token and a password
 */
export function connectionOf(access: Access): Connection {
  const problems: Problem[] = [];
  const url = readUrl(access.url);
  if (url === undefined) problems.push(noAddress(access.url));
  const username = access.username || decodeURIComponent(url?.username ?? "");
  const password = access.password || decodeURIComponent(url?.password ?? "");
  const token = access.token?.trim() || undefined;
  const basic = username === "" && password === "" ? undefined : base64(`${username}:${password}`);
  if (token !== undefined && basic !== undefined) problems.push(twoKeys());
  if (token !== undefined && /[^\x21-\x7e]/.test(token)) problems.push(brokenToken());
  if (problems.length > 0 || url === undefined) throw new UserError(problems);
  const authorization = token === undefined ? basic && `Basic ${basic}` : `Bearer ${token}`;
  return {
    url: plainUrl(url),
    ...(authorization !== undefined && { authorization }),
    ...(access.tenant !== undefined && { tenant: access.tenant }),
    ...(access.ca !== undefined && { ca: access.ca }),
    secrets: [token ?? "", basic ?? "", password].filter((secret) => secret !== ""),
  };
}

function readUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "http:" || url?.protocol === "https:" ? url : undefined;
}

/** Returns an address as it is before `/api/v1`. */
function plainUrl({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, "").replace(/\/api\/v1$/, "");
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function noAddress(text: string): Problem {
  const shown = received(text.replace(/\/\/[^/@]*@/, "//***@"));
  return {
    where: "--url",
    what: `expected an address such as "http://localhost:9090", received ${shown}`,
  };
}

function twoKeys(): Problem {
  return {
    where: "Prometheus",
    what: "there are a token and a password, and only one of them can be sent",
    fix: "Leave out PROMETHEUS_TOKEN (--token-file), or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD.",
  };
}

function brokenToken(): Problem {
  return {
    where: "PROMETHEUS_TOKEN",
    what: "the token has a space, a line break or a letter that no header may have",
    fix: "Put the token alone there, without the word Bearer.",
  };
}
