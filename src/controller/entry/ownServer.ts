import { createServer, type Server } from "node:http";

/** What probes and Prometheus ask for. */
export interface OwnAnswers {
  /** Whether its loop has turned lately. */
  isLive(): boolean;
  /** Whether it could work, also while another process does. */
  isReady(): boolean;
  metrics(): string;
}

/** Returns a server for probes and metrics, which does not listen yet. */
export function ownServer({ isLive, isReady, metrics }: OwnAnswers): Server {
  return createServer((request, response) => {
    const answer = (status: number, text: string) =>
      response.writeHead(status, { "content-type": "text/plain; version=0.0.4" }).end(text);
    const health = (isWell: boolean) => answer(isWell ? 200 : 503, isWell ? "ok\n" : "no\n");
    switch (request.url?.split("?")[0]) {
      case "/healthz":
        return health(isLive());
      case "/readyz":
        return health(isReady());
      case "/metrics":
        return answer(200, metrics());
      default:
        return answer(404, "there are /healthz, /readyz and /metrics\n");
    }
  });
}
