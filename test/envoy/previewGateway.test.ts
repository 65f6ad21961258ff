import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayObjects } from "../../src/emit/gateway/gatewayObjects.ts";
import { routerVirtualService } from "../../src/emit/routes/routerVirtualService.ts";
import { A, B, entry, GATEWAY, known } from "../emit/gatewayFixture.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";
import { proxy } from "./mesh.ts";
import {
  type Answer,
  CALLS,
  call,
  chain,
  FORWARDS,
  type Services,
  startServices,
} from "./services.ts";

const { binary = "", reason } = await findEnvoy();

/** The team's own VirtualService of the API's ordinary host. */
const ORDINARY: IVirtualService = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  spec: { hosts: ["api-a.example.com"], http: [{ route: [{ destination: { host: A } }] }] },
};
const A_12 = "api-a-pr-12.shop.svc.cluster.local";
const B_12 = "api-b-pr-12.shop.svc.cluster.local";
const B_34 = "api-b-pr-34.shop.svc.cluster.local";
const ENTRIES = known(entry(A, "pr-12"), entry(B, "pr-12"), entry(B, "pr-34"));

describe.skipIf(reason !== undefined)("Envoy as gateway with preview hosts", () => {
  let services: Services;
  let gateway: Envoy;
  let sidecar: Envoy;
  beforeAll(async () => {
    services = await startServices([A, B, A_12, B_12, B_34]);
    const { ports } = services;
    const routers = [A, B].map(
      (host) =>
        routerVirtualService({ ...ENTRIES, host, base: [], substitutions: [] }, "stg")
          .virtualService,
    );
    sidecar = await startEnvoy(
      binary,
      "preview-sidecar",
      proxy({ kind: "sidecar", virtualServices: routers, ports }),
    );
    services.sidecar = sidecar.port;
    const { virtualServices } = gatewayObjects(GATEWAY, ENTRIES, "stg");
    gateway = await startEnvoy(
      binary,
      "preview-gateway",
      proxy({ kind: "gateway", virtualServices: [...virtualServices, ORDINARY], ports }),
    );
  });
  afterAll(async () => {
    await Promise.all([gateway?.close(), sidecar?.close()]);
    services?.close();
  });

  /** Asks the gateway; the services pass keys on as the article's do. */
  const ask = async (host: string, headers: Record<string, string | string[]> = {}) => {
    const { body } = await call(gateway.port, host, {
      [FORWARDS]: "x-preview baggage",
      ...headers,
    });
    const answer: Answer = JSON.parse(body);
    return answer;
  };

  it("leads a preview host to the API's replica (request pattern 1)", async () => {
    expect(chain(await ask("preview-pr-12-api-a.example.com"))).toEqual([A_12]);
    expect(chain(await ask("preview-pr-12-api-b.example.com"))).toEqual([B_12]);
  });

  it("leads it to the API itself without a replica, and its call to another's replica (pattern 2)", async () => {
    const answer = await ask("preview-pr-34-api-a.example.com", { [CALLS]: B });
    expect(chain(answer)).toEqual([A, B_34]);
    expect(answer.headers).toMatchObject({
      "x-preview": "pr-34",
      baggage: "understudy=pr-34",
    });
  });

  it("leads the replica's own call to the other's replica (pattern 3)", async () => {
    const host = "preview-pr-12-api-a.example.com";
    expect(chain(await ask(host, { [CALLS]: B }))).toEqual([A_12, B_12]);
    expect(chain(await ask(host, { [CALLS]: `${B} ${A}` }))).toEqual([A_12, B_12, A_12]);
  });

  it.each(["x-preview", "baggage"])("carries the key on by %s alone", async (name) => {
    const headers = { [CALLS]: B, [FORWARDS]: name };
    expect(chain(await ask("preview-pr-12-api-a.example.com", headers))).toEqual([A_12, B_12]);
  });

  it("puts its key in the place of all that a client sends", async () => {
    const answer = await ask("preview-pr-12-api-a.example.com", {
      [CALLS]: B,
      [FORWARDS]: "x-preview baggage service-router-api-b-shop",
      "X-Preview": ["pr-34", "pr-56"],
      baggage: "understudy=pr-34,other=1",
      "service-router-api-b-shop": "api-b-pr-34.shop",
    });
    expect(chain(answer)).toEqual([A_12, B_12]);
    expect(answer.headers).toMatchObject({ "x-preview": "pr-12", baggage: "understudy=pr-12" });
    expect(answer.headers["service-router-api-b-shop"]).toBeUndefined();
  });

  it("leaves the ordinary host to its own routes, and knows no other host", async () => {
    expect(chain(await ask("api-a.example.com", { [CALLS]: B }))).toEqual([A, B]);
    const { status } = await call(gateway.port, "preview-pr-99-api-a.example.com");
    expect(status).toBe(404);
  });

  it("lets a WebSocket through to the replica", async () => {
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write(
      "GET /chat HTTP/1.1\r\nhost: preview-pr-12-api-a.example.com\r\nconnection: Upgrade\r\n" +
        "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGVzdGtleXRlc3RrZXk=\r\n\r\n",
    );
    let received = "";
    for await (const chunk of socket) {
      const before = received;
      received += chunk;
      if (!before.includes("\r\n\r\n") && received.includes("\r\n\r\n")) socket.write("ping");
      if (received.endsWith("ping")) break;
    }
    expect(received).toMatch(/^HTTP\/1\.1 101 /);
    expect(received).toContain(`x-test-service: ${A_12}\r\n`);
  });

  it("passes each event of a stream on when it comes", async () => {
    const headers = { host: "preview-pr-12-api-a.example.com" };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port: gateway.port, host: "127.0.0.1", path: "/events", headers }, resolve).on(
        "error",
        reject,
      );
    });
    const events = [];
    for await (const chunk of response) {
      events.push(String(chunk));
      // The second is sent once the first has arrived.
      services.release();
    }
    expect(events).toEqual(["data: one\n\n", "data: two\n\n"]);
  });
});
