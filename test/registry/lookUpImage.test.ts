import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../../src/freePort.ts";
import { lookUpImage } from "../../src/registry/lookUpImage.ts";
import { HAS_REGISTRY, startRegistry, USER } from "./realRegistry.ts";

describe.runIf(HAS_REGISTRY)(
  "Docker's registry (skipped without docker-registry and openssl)",
  () => {
    it("without a login: found by the manifest's digest, or clearly absent", async () => {
      const { host, digest } = await startRegistry("none");
      const ask = (name: string) => lookUpImage(`${host}/${name}`, {});
      expect(await ask("team/payments:pr-12")).toEqual({ state: "found", digest });
      expect(await ask("team/payments:pr-13")).toEqual({ state: "absent" });
      expect(await ask("team/users:pr-12")).toEqual({ state: "absent" });
    });

    it.each(["basic", "token"] as const)("that wants a login (%s)", async (login) => {
      const { host, digest } = await startRegistry(login);
      const ask = (name: string, password?: string) =>
        lookUpImage(
          `${host}/team/${name}`,
          password === undefined
            ? {}
            : { logins: [{ place: host, username: USER.username, password }] },
        );
      expect(await ask("payments:pr-12", USER.password)).toEqual({ state: "found", digest });
      expect(await ask("payments:pr-13", USER.password)).toEqual({ state: "absent" });
      expect(await ask("payments:pr-12", "wrong")).toEqual({
        state: "unknown",
        reason: `${host} refused the login of ann`,
      });
      expect(await ask("payments:pr-12")).toEqual({
        state: "unknown",
        reason: `${host} wants a login, and no pull secret of the origin has one for it`,
      });
    });

    it("is asked with each login for it, until one is right", async () => {
      const { host, digest } = await startRegistry("basic");
      const logins = [
        { place: "registry.example.com", username: "other", password: "not sent" },
        { place: `${host}/team`, username: "ann", password: "old" },
        { place: host, ...USER },
      ];
      expect(await lookUpImage(`${host}/team/payments:pr-12`, { logins })).toEqual({
        state: "found",
        digest,
      });
    });
  },
);

describe("nothing is concluded from", () => {
  it.each([429, 502, 503, 504])(
    "status %i, as about all images of the registry",
    async (status) => {
      const host = await serverOf((_, response) => response.writeHead(status).end());
      expect(await lookUpImage(`${host}/a:1`, {})).toEqual({
        state: "unknown",
        reason: `${host} answered with status ${status}`,
        isDown: true,
      });
    },
  );

  it("status 500, which may be about one image", async () => {
    const host = await serverOf((_, response) => response.writeHead(500).end());
    expect(await lookUpImage(`${host}/a:1`, {})).toEqual({
      state: "unknown",
      reason: `${host} answered with status 500`,
    });
  });

  it.each([
    ["120", 120_000],
    ["Fri, 27 Nov 2026 12:01:30 GMT", 90_000],
    ["Fri, 27 Nov 2026 11:00:00 GMT", undefined],
    ["999999999", 24 * 3_600_000],
    ["soon", undefined],
  ])("a registry that wants to be left alone, which is kept (%s)", async (retryAfter, pause) => {
    const headers = { "retry-after": retryAfter, date: "Fri, 27 Nov 2026 12:00:00 GMT" };
    const host = await serverOf((_, response) => response.writeHead(429, headers).end());
    expect(await lookUpImage(`${host}/a:1`, {})).toEqual({
      state: "unknown",
      reason: `${host} answered with status 429`,
      isDown: true,
      ...(pause !== undefined && { retryAfter: pause }),
    });
  });

  it.each<[string, RequestListener]>([
    ["answers nothing", () => {}],
    [
      "stops in the middle of a manifest",
      ({ method }, response) => (method === "HEAD" ? response.end() : response.write("{")),
    ],
    [
      "sends to a server of tokens that stops in the middle",
      ({ url, headers }, response) => {
        if (url?.startsWith("/token")) return response.write("{");
        const realm = `http://${headers.host}/token`;
        return response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}"` }).end();
      },
    ],
  ])("a registry that %s, and the whole question has one time limit", async (_, listener) => {
    const host = await serverOf(listener);
    expect(await lookUpImage(`${host}/a:1`, { patience: 100 })).toEqual({
      state: "unknown",
      reason: `${host} gave no answer in 0.1 s`,
      isDown: true,
    });
  });

  it("a connection that breaks in the middle of a manifest", async () => {
    const host = await serverOf((request, response) => {
      if (request.method === "HEAD") return response.end();
      response.write("{", () => response.destroy());
    });
    expect(await lookUpImage(`${host}/a:1`, {})).toEqual({
      state: "unknown",
      reason: `${host} cannot be reached: the connection broke in the middle of an answer`,
      isDown: true,
    });
  });

  it("a page of a proxy", async () => {
    const host = await serverOf((_, response) => response.end("<html>Maintenance</html>"));
    expect(await lookUpImage(`${host}/a:1`, {})).toEqual({
      state: "unknown",
      reason: `${host} answered with something else than a manifest`,
    });
  });

  it.each([
    ["a proxy's page", "<html>Not found</html>"],
    ["nothing", ""],
    ["JSON of something else", JSON.stringify({ message: "no such route" })],
    ["an error about something else", JSON.stringify({ errors: [{ code: "BLOB_UNKNOWN" }] })],
  ])("status 404 with %s, which may be of no registry", async (_, body) => {
    const host = await serverOf((_, response) => response.writeHead(404).end(body));
    expect(await lookUpImage(`${host}/a:1`, {})).toEqual({
      state: "unknown",
      reason: `${host} answered with status 404, but not as registries do`,
    });
  });

  it.each(["registry.example.com:x/a:1", "registry.example.com:99999/a:1"])(
    "an image whose registry can have no address (%s)",
    async (image) => {
      const [host] = image.split("/");
      expect(await lookUpImage(image, {})).toEqual({
        state: "unknown",
        reason: `${host} is no address of a registry`,
      });
    },
  );

  it("a server that is not there", async () => {
    const host = `127.0.0.1:${await freePort()}`;
    expect(await lookUpImage(`${host}/a:1`, {})).toEqual({
      state: "unknown",
      reason: `${host} cannot be reached: connect ECONNREFUSED ${host}`,
      isDown: true,
    });
  });

  it("a server of tokens that gives none", async () => {
    const host = await serverOf((request, response) => {
      const realm = `http://${request.headers.host}/token`;
      if (request.url?.startsWith("/token")) return response.end("{}");
      return response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}"` }).end();
    });
    expect(await lookUpImage(`${host}/a:1`, {})).toEqual({
      state: "unknown",
      reason: `${host} gave no token`,
    });
  });

  it("a login that is not known", async () => {
    const host = await serverOf((_, response) =>
      response.writeHead(401, { "www-authenticate": "Negotiate" }).end(),
    );
    expect(await lookUpImage(`${host}/a:1`, {})).toEqual({
      state: "unknown",
      reason: `${host} asks for an unknown kind of login`,
    });
  });
});

it.each([
  ["MANIFEST_UNKNOWN", { state: "absent" }],
  ["NAME_UNKNOWN", { state: "absent", isNameUnknown: true }],
  ["NOT_FOUND", { state: "absent" }],
])(
  "a tag is absent by the registry's own word (%s), and there if it was pushed meanwhile",
  async (code, absent) => {
    const body = JSON.stringify({ errors: [{ code, message: "no such tag" }] });
    let isThere = false;
    const host = await serverOf((request, response) => {
      if (isThere) response.end(JSON.stringify({ schemaVersion: 2 }));
      else response.writeHead(404).end(request.method === "HEAD" ? undefined : body);
      isThere = request.url?.startsWith("/v2/late/") === true;
    });
    expect(await lookUpImage(`${host}/a:1`, {})).toEqual(absent);
    expect(await lookUpImage(`${host}/late/a:1`, {})).toMatchObject({ state: "found" });
  },
);

it("a registry without the digest's header is asked for the manifest", async () => {
  const manifest = JSON.stringify({ schemaVersion: 2 });
  const asked: unknown[] = [];
  const host = await serverOf((request, response) => {
    asked.push([request.method, request.url]);
    response.end(manifest);
  });
  const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
  expect(await lookUpImage(`${host}/a/b:1`, {})).toEqual({ state: "found", digest });
  expect(asked).toEqual([
    ["HEAD", "/v2/a/b/manifests/1"],
    ["GET", "/v2/a/b/manifests/1"],
  ]);
});

async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}
