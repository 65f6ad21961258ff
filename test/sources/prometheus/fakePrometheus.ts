import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  parameters: URLSearchParams;
}

/** What is answered: a status with a body, which is JSON if it is no text. */
export interface FakeAnswer {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Serves answers below `/api/v1` until the test is over, for what a real Prometheus does not do. */
export async function fakePrometheus(
  answerOf: (asked: Asked) => FakeAnswer,
): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://fake");
    const form = await text(request);
    const one = {
      path: url.pathname.replace("/api/v1/", ""),
      headers: request.headers,
      parameters: form === "" ? url.searchParams : new URLSearchParams(form),
    };
    asked.push(one);
    const { status = 200, body, headers = {} } = answerOf(one);
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

export function success(data: unknown, more: object = {}): FakeAnswer {
  return { body: { status: "success", data, ...more } };
}

/** Returns the samples of a vector, each with its labels and value. */
export function vector(samples: [labels: Record<string, string>, value: number][]): FakeAnswer {
  const result = samples.map(([metric, value]) => ({ metric, value: [0, String(value)] }));
  return success({ resultType: "vector", result });
}

/** Returns the answers of a Prometheus with one route of one service, whose counts are `perHour` for each hour. */
export function oneRoute(perHour: number): (asked: Asked) => FakeAnswer {
  return ({ path, parameters }) => {
    if (path === "label/__name__/values")
      return success(["http_server_request_duration_seconds_bucket"]);
    if (path === "labels") return success(["job", "http_route", "http_request_method"]);
    if (path === "label/job/values") return success(["payments"]);
    const query = parameters.get("query") ?? "";
    if (query.startsWith("min(")) return vector([]);
    const count = perHour * hoursOf(query);
    const labels = { http_route: "/pets", http_request_method: "GET" };
    return query.includes("le)")
      ? vector([
          [{ ...labels, le: "0.01" }, count / 2],
          [{ ...labels, le: "0.1" }, count],
          [{ ...labels, le: "+Inf" }, count],
        ])
      : vector([[labels, count]]);
  };
}

/** Returns the length of a query's range in hours. */
export function hoursOf(query: string): number {
  const [, count, unit] = /\[(\d+)([dhm])\]/.exec(query) ?? [];
  return Number(count) * { d: 24, h: 1, m: 1 / 60 }[unit as "d" | "h" | "m"];
}
