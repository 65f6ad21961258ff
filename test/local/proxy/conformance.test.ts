import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import {
  DESTINATION_HEADER,
  type RoutingProxy,
  startRoutingProxy,
} from "../../../src/local/proxy/routingProxy.ts";
import { completeNames } from "../../../src/routing/completeNames.ts";
import { compose } from "../../../src/routing/compose.ts";
import type { RoutedRequest } from "../../../src/routing/interpret.ts";
import { HOST, requests, routings } from "../../routing/arbitraries.ts";
import { type Action, reference } from "../../routing/reference.ts";

it("the local router sends every request where the reference router does", async () => {
  const upstream = createServer((_, answer) => answer.end());
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const url = new URL(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
  const router = await startRoutingProxy(
    { routes: new Map(), urls: new Map() },
    { port: 0, host: "127.0.0.1" },
  );
  onTestFinished(async () => {
    await router.close();
    upstream.close().closeAllConnections();
  });

  const sendable = requests.filter(({ headers }) => isSendable(headers));
  const many = fc.array(sendable, { minLength: 8, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(routings, many, async (routing, asked) => {
      const http = compose(routing).http.map((route) => completeNames(route, "shop"));
      const hosts = http.flatMap(({ route = [] }) => route.map((one) => one.destination.host));
      router.replace({
        routes: new Map([[HOST, http]]),
        urls: new Map(hosts.map((host) => [host, url])),
      });
      expect(await Promise.all(asked.map((one) => outcome(router, one)))).toEqual(
        asked.map((one) => expected(reference(routing, one))),
      );
    }),
    { seed: 611, numRuns: 60 },
  );
});

/** What the reference's action looks like from outside. */
function expected(action: Action): string {
  if (action.redirect !== undefined)
    return `${action.redirect.redirectCode} ${action.redirect.uri}`;
  if (action.directResponse !== undefined) return String(action.directResponse.status);
  const named = completeNames(action, "shop").route?.[0]?.destination.host;
  return `200 ${named}`;
}

async function outcome({ port }: RoutingProxy, { method, target, headers }: RoutedRequest) {
  const sent = request({
    port,
    method,
    path: target,
    headers: { ...defined(headers), host: HOST },
  });
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.resume();
  await once(answer, "end");
  const { location } = answer.headers;
  const led = answer.headers[DESTINATION_HEADER] ?? location?.replace(`http://${HOST}`, "");
  return [answer.statusCode, led].filter((part) => part !== undefined).join(" ");
}

function defined(headers: RoutedRequest["headers"]): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

/** Node writes headers as Latin-1 and refuses other characters. */
function isSendable(headers: RoutedRequest["headers"]): boolean {
  return Object.values(headers)
    .flat()
    .every((line) => !/[^\0-\xff]/.test(line ?? ""));
}
