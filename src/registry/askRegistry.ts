import { createHash } from "node:crypto";
import { NoAnswer, request } from "../http/request.ts";
import { readChallenge } from "./challenge.ts";
import type { ImageAnswer } from "./imageAnswer.ts";
import type { Login } from "./logins.ts";
import type { ImageReference } from "./reference.ts";
import { Unclear, unclearStatus } from "./unclear.ts";

/** The index of a multi-platform image first: its digest fits every node. */
const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** The specification's codes for a tag and a repository that a registry does not have, and Harbor's for both. */
const ABSENT = ["MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND"];

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export interface Question {
  image: ImageReference;
  /** Undefined: as nobody. */
  login?: Pick<Login, "username" | "password">;
  /** Ends the question. */
  signal: AbortSignal;
}

/**
 * Asks a registry for the digest of a tag, by the API of OCI's distribution specification. Only its own "not found" is
 * taken for one: a proxy in front of it answers 404 as well. "refused" is about the login.
 *
 * @throws {NoAnswer}
 * @throws {Unclear}
 */
export async function askRegistry(question: Question): Promise<ImageAnswer | "refused"> {
  const { host, repository, version } = question.image;
  const { signal } = question;
  const url = `${schemeOf(host)}://${host}/v2/${repository}/manifests/${version}`;
  if (!URL.canParse(url)) throw new Unclear(`${host} is no address of a registry`);
  const send = (method: "HEAD" | "GET", authorization?: string) => {
    const headers = { accept: MANIFESTS, ...(authorization && { authorization }) };
    return request(url, { method, headers, redirect: "follow", signal });
  };
  let response = await send("HEAD");
  let authorization: string | undefined;
  if (response.status === 401) {
    authorization = await authorize(response.headers.get("www-authenticate") ?? "", question);
    if (authorization === undefined) return "refused";
    response = await send("HEAD", authorization);
  }
  const { status, headers } = response;
  if (status === 401 || status === 403) return "refused";
  if (status !== 200 && status !== 404) throw unclearStatus(host, response);
  const digest = headers.get("docker-content-digest") ?? "";
  if (status === 200 && DIGEST.test(digest)) return { state: "found", digest };
  // The header may be left out; the digest is that of the manifest's bytes. Only a body says what a registry does not have.
  const whole = await send("GET", authorization);
  if (whole.status !== 200 && whole.status !== 404) throw unclearStatus(host, whole);
  const bytes = await bytesOf(whole, host);
  if (whole.status === 404) return absence(bytes, host);
  if (!isManifest(bytes)) throw new Unclear(`${host} answered with something else than a manifest`);
  return { state: "found", digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}

/** @throws {Unclear} if it is not a registry that answered */
function absence(bytes: Buffer, host: string): ImageAnswer {
  const { errors } = Object(parsed(bytes));
  const codes = Array.isArray(errors) ? errors.map((error) => Object(error).code) : [];
  if (!codes.some((code) => ABSENT.includes(code))) {
    throw new Unclear(`${host} answered with status 404, but not as registries do`);
  }
  return { state: "absent", ...(codes.includes("NAME_UNKNOWN") && { isNameUnknown: true }) };
}

/** Returns the header that a registry asks for, or undefined if there is no login for it. */
async function authorize(
  header: string,
  { image: { host, repository }, login, signal }: Question,
): Promise<string | undefined> {
  const challenge = readChallenge(header);
  const basic =
    login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  if (challenge?.scheme === "basic") return basic;
  if (challenge === undefined) throw new Unclear(`${host} asks for an unknown kind of login`);
  const url = new URL(challenge.realm);
  // A password does not travel in plain text, unless the registry's own address does so.
  if (url.protocol !== "https:" && schemeOf(host) === "https") {
    throw new Unclear(`${host} sends for tokens to ${url.host} without TLS`);
  }
  if (challenge.service !== undefined) url.searchParams.set("service", challenge.service);
  url.searchParams.set("scope", challenge.scope ?? `repository:${repository}:pull`);
  const headers = basic === undefined ? {} : { authorization: basic };
  const answer = await request(url.href, { headers, signal });
  if (answer.status === 401 || answer.status === 403) return undefined;
  if (answer.status !== 200) throw unclearStatus(url.host, answer, " for a token");
  const { token, access_token } = Object(parsed(await bytesOf(answer, url.host)));
  const bearer = token ?? access_token;
  if (typeof bearer !== "string") throw new Unclear(`${url.host} gave no token`);
  return `Bearer ${bearer}`;
}

/** Registries of this machine have no TLS, by Docker's rule. */
function schemeOf(host: string): "http" | "https" {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host) ? "http" : "https";
}

async function bytesOf(response: Response, host: string): Promise<Buffer> {
  try {
    return Buffer.from(await response.arrayBuffer());
  } catch {
    throw new NoAnswer(host, undefined, "the connection broke in the middle of an answer");
  }
}

function isManifest(bytes: Buffer): boolean {
  return Object(parsed(bytes)).schemaVersion === 2;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
