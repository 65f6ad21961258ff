import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** Where a Prometheus is, and what opens it. */
export interface Connection {
  /** Before `/api/v1`, without a slash at its end, and without a password. */
  url: string;
  /** Value of the Authorization header. */
  authorization?: string;
  /** Tenant in Mimir, Cortex and Thanos. */
  tenant?: string;
  /** Certificates of authorities, as PEM, instead of the usual ones. */
  ca?: string;
  /** Time in milliseconds without a byte after which an answer is given up. By default longer than Prometheus' own limit. */
  silence?: number;
  /** What must not be in any message. */
  secrets: readonly string[];
}

export interface HttpAnswer {
  status: number;
  location: string | undefined;
  text: string;
}

/** Prometheus itself gives up after 2 minutes. */
const SILENCE = 180_000;

/** Longest answer in bytes: a text in JavaScript has at most half a billion characters. */
const LONGEST = 400_000_000;

/**
 * Asks Prometheus' API, and returns the answer, whatever its status is. Rejects if there is none. Queries are sent as a
 * form, because their text may be too long for a URL; the values of a label can only be asked for by GET.
 */
export function send(
  { url, authorization, tenant, ca, silence = SILENCE }: Connection,
  path: string,
  parameters: URLSearchParams,
): Promise<HttpAnswer> {
  const target = new URL(`${url}/api/v1/${path}`);
  const isQuery = path.startsWith("query");
  if (!isQuery) target.search = parameters.toString();
  const request = target.protocol === "https:" ? requestHttps : requestHttp;
  const headers = {
    accept: "application/json",
    ...(isQuery && { "content-type": "application/x-www-form-urlencoded" }),
    ...(authorization !== undefined && { authorization }),
    // Mimir and Cortex read the first, Thanos reads the second.
    ...(tenant !== undefined && { "x-scope-orgid": tenant, "thanos-tenant": tenant }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      target,
      {
        method: isQuery ? "POST" : "GET",
        headers,
        ...(ca !== undefined && { ca }),
        timeout: silence,
      },
      (response) => {
        collect(response).then(
          (text) =>
            resolve({
              status: response.statusCode ?? 0,
              location: response.headers.location,
              text,
            }),
          (error: Error) => sent.destroy(error),
        );
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`no answer for ${silence / 1000} seconds`)));
    sent.on("error", reject);
    sent.end(isQuery ? parameters.toString() : undefined);
  });
}

async function collect(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST) throw new Error("the answer is longer than 400 MB");
  }
  return Buffer.concat(chunks).toString("utf8");
}
