import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { importPKCS8, SignJWT } from "jose";
import { onTestFinished } from "vitest";
import { freePort } from "../../src/freePort.ts";
import { onPath } from "../../src/loadtest/local/onPath.ts";

export const HAS_REGISTRY =
  onPath("docker-registry") !== undefined && onPath("openssl") !== undefined;

export interface User {
  username: string;
  password: string;
  /** Of the password, in the form of `htpasswd -B`; only for a registry that asks by itself. */
  hash?: string;
}

/** The user of registries for which a test names no other one. */
export const USER: User = {
  username: "ann",
  password: "secret",
  hash: "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
};

const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

export interface RealRegistry {
  /** `127.0.0.1:<port>` */
  host: string;
  /** Of the manifest of `team/payments:pr-12`. */
  digest: string;
  /** `127.0.0.1:<port>` of the server that gives tokens, if there is one. */
  tokens?: string;
  /** Gives that image one more name. */
  push(image: string): Promise<string>;
}

/**
 * Starts Docker's own registry for a test, with one image, `team/payments:pr-12`.
 *
 * @param login how it asks for one: by itself, or by sending for tokens to a server of this test
 * @param user the only one that it knows
 * @param realm where it sends for tokens; by default straight to that server
 */
export async function startRegistry(
  login: "none" | "basic" | "token",
  user = USER,
  realm?: string,
): Promise<RealRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-registry-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const host = `127.0.0.1:${await freePort()}`;
  await runRegistry(folder, host, "none", {});
  const push = (image: string) => pushTo(host, image);
  const digest = await push("team/payments:pr-12");
  if (login === "none") return { host, digest, push };
  const guarded = `127.0.0.1:${await freePort()}`;
  if (login === "basic") {
    await runRegistry(folder, guarded, login, { htpasswd: passwords(folder, user) });
    return { host: guarded, digest, push };
  }
  const { tokens, ...token } = await startTokenServer(folder, user);
  await runRegistry(folder, guarded, login, { token: { ...token, realm: realm ?? token.realm } });
  return { host: guarded, digest, push, tokens };
}

async function runRegistry(
  folder: string,
  host: string,
  name: string,
  auth: object,
): Promise<void> {
  const settings = {
    version: 0.1,
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "data") } },
    http: { addr: host },
    auth,
  };
  const file = join(folder, `${name}.json`);
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(settings));
  const registry = spawn("docker-registry", ["serve", file], { stdio: "ignore" });
  onTestFinished(() => stop(registry));
  for (;;) {
    if (registry.exitCode !== null) throw new Error("docker-registry did not start");
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer !== undefined) return;
    await setTimeout(20);
  }
}

async function stop(registry: ChildProcess): Promise<void> {
  if (registry.exitCode !== null) return;
  registry.kill();
  await once(registry, "exit");
}

function passwords(folder: string, { username, hash }: User) {
  const path = join(folder, "htpasswd");
  writeFileSync(path, `${username}:${hash}\n`);
  return { realm: "test", path };
}

/** Gives tokens as the registry's specification says, to the one user alone. */
async function startTokenServer(folder: string, { username, password }: User) {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=t"];
  execFileSync("openssl", [...request, "-keyout", key, "-out", certificate], { stdio: "ignore" });
  const signer = await importPKCS8(readFileSync(key, "utf8"), "RS256");
  const der = readFileSync(certificate, "utf8").replaceAll(/-----[^-]+-----|\s/g, "");
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://token");
    if (request.headers.authorization !== basic) return void response.writeHead(401).end();
    const [type, name, actions = ""] = (url.searchParams.get("scope") ?? "").split(":");
    const token = await new SignJWT({ access: [{ type, name, actions: actions.split(",") }] })
      .setProtectedHeader({ alg: "RS256", typ: "JWT", x5c: [der] })
      .setIssuer("test")
      .setAudience(url.searchParams.get("service") ?? "")
      .setIssuedAt()
      .setNotBefore("-1m")
      .setExpirationTime("5m")
      .sign(signer);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const tokens = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return {
    tokens,
    realm: `http://${tokens}/token`,
    service: "registry of the test",
    issuer: "test",
    rootcertbundle: certificate,
  };
}

async function pushTo(host: string, image: string): Promise<string> {
  const [name, tag] = image.split(":");
  const base = `http://${host}/v2/${name}`;
  const config = Buffer.from("{}");
  const begun = await fetch(`${base}/blobs/uploads/`, { method: "POST" });
  const upload = new URL(begun.headers.get("location") ?? "", base);
  upload.searchParams.set("digest", digestOf(config));
  await fetch(upload, { method: "PUT", body: config });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: { mediaType: "application/json", size: config.length, digest: digestOf(config) },
    layers: [],
  });
  const headers = { "content-type": MANIFEST_TYPE };
  const put = await fetch(`${base}/manifests/${tag}`, { method: "PUT", headers, body: manifest });
  if (put.status !== 201) throw new Error(`the push was answered with status ${put.status}`);
  return digestOf(Buffer.from(manifest));
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
