import { createHmac } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { isSigned } from "../../../src/forge/github/webhook.ts";
import { webhookServer } from "../../../src/forge/github/webhookServer.ts";

const SECRET = "It's a Secret to Everybody";
const sign = (body: string | Buffer, secret = SECRET) =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

describe("a signature", () => {
  test("is that of the example in GitHub's documentation", () => {
    const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    expect(isSigned(Buffer.from("Hello, World!"), signature, SECRET)).toBe(true);
  });

  const body = Buffer.from([0xff, 0xfe, 0x00]);
  test.each([
    ["is over raw bytes, not over text", sign(body), SECRET, true],
    ["of another secret is none", sign(body, "other"), SECRET, false],
    ["of another body is none", sign("x"), SECRET, false],
    ["that is absent is none", undefined, SECRET, false],
    ["that came twice is none", [sign(body), sign(body)], SECRET, false],
    ["that is cut off is none", sign(body).slice(0, -2), SECRET, false],
    ["by SHA-1 is none", sign(body).replace("sha256", "sha1"), SECRET, false],
    ["by an empty secret is none", sign(body, ""), "", false],
  ])("%s", (_, signature, secret, expected) => {
    expect(isSigned(body, signature, secret)).toBe(expected);
  });
});

describe("the server", () => {
  const BODY = JSON.stringify({ action: "opened" });
  const SIGNED = { "x-github-event": "pull_request", "x-hub-signature-256": sign(BODY) };

  async function serve() {
    let woken = 0;
    const server = webhookServer(
      () => SECRET,
      () => woken++,
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const post = async (headers: Record<string, string>, body = BODY, path = "/webhook") =>
      (await fetch(`${url}${path}`, { method: "POST", headers, body })).status;
    return { url, post, woken: () => woken };
  }

  test("wakes for a signed event of a pull request, and answers at once", async () => {
    const { post, woken } = await serve();
    expect([await post(SIGNED), woken()]).toEqual([202, 1]);
  });

  test("does not wake for another event", async () => {
    const { post, woken } = await serve();
    expect([await post({ ...SIGNED, "x-github-event": "ping" }), woken()]).toEqual([202, 0]);
  });

  test("does not wake without a signature", async () => {
    const { post, woken } = await serve();
    expect([await post({ "x-github-event": "pull_request" }), woken()]).toEqual([401, 0]);
  });

  test("believes no body that it was not signed for", async () => {
    const { post, woken } = await serve();
    expect([await post(SIGNED, `${BODY} `), woken()]).toEqual([401, 0]);
  });

  test("knows one path and one method", async () => {
    const { url, post, woken } = await serve();
    expect(await post(SIGNED, BODY, "/")).toBe(404);
    expect((await fetch(`${url}/webhook`)).status).toBe(405);
    expect(woken()).toBe(0);
  });

  test.each([
    ["says its length", { "content-length": String(2 ** 20 + 1) }],
    ["does not say its length", { "transfer-encoding": "chunked" }],
  ])("refuses a body beyond 1 MiB that %s", async (_, headers) => {
    const { url, woken } = await serve();
    const sent = request(`${url}/webhook`, { method: "POST", headers });
    sent.on("error", () => {});
    sent.write(Buffer.alloc(2 ** 20 + 1));
    const [response] = await once(sent, "response");
    sent.destroy();
    expect([response.statusCode, woken()]).toEqual([413, 0]);
  });
});
