import { createHash } from "node:crypto";
import { NoAnswer, request } from "../http/request.ts";
import { readChallenge } from "./challenge.ts";
import type { ImageAnswer } from "./imageAnswer.ts";
import { type Login, loginsFor } from "./logins.ts";
import { type ImageReference, parseReference } from "./reference.ts";

/** In milliseconds, until an answer begins. */
const PATIENCE = 10_000;

/** The index of a multi-platform image first: its digest fits every node. */
const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** A registry, or where it sends for tokens, gave no clear answer. */
class Unclear extends Error {}

/**
 * Asks a registry for the digest of a tag, by the API of OCI's distribution specification. Only its clear "not found" is
 * taken for one. Never throws.
 *
 * @param logins from pull secrets, for any registries
 */
export async function lookUpImage(
  reference: string,
  logins: readonly Login[],
): Promise<ImageAnswer> {
  const image = parseReference(reference);
  const fitting = loginsFor(logins, image);
  let refusal: ImageAnswer = { state: "unknown", reason: "it was not asked" };
  for (const login of fitting.length === 0 ? [undefined] : fitting) {
    try {
      const answer = await ask(image, login);
      if (answer !== "refused") return answer;
      refusal = { state: "unknown", reason: refusalOf(image, login) };
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Unclear)) throw error;
      return { state: "unknown", reason: error.message };
    }
  }
  return refusal;
}

async function ask(image: ImageReference, login?: Login): Promise<ImageAnswer | "refused"> {
  const { host, repository, version } = image;
  const url = `${schemeOf(host)}://${host}/v2/${repository}/manifests/${version}`;
  const send = (method: "HEAD" | "GET", authorization?: string) =>
    request(
      url,
      {
        method,
        headers: { accept: MANIFESTS, ...(authorization && { authorization }) },
        redirect: "follow",
      },
      PATIENCE,
    );
  let response = await send("HEAD");
  let authorization: string | undefined;
  if (response.status === 401) {
    authorization = await authorize(response.headers.get("www-authenticate") ?? "", image, login);
    if (authorization === undefined) return "refused";
    response = await send("HEAD", authorization);
  }
  const { status, headers } = response;
  if (status === 404) return { state: "absent" };
  if (status === 401 || status === 403) return "refused";
  if (status !== 200) throw new Unclear(`${host} answered with status ${status}`);
  const digest = headers.get("docker-content-digest") ?? "";
  if (DIGEST.test(digest)) return { state: "found", digest };
  // The header may be left out; the digest is that of the manifest's bytes.
  const whole = await send("GET", authorization);
  if (whole.status !== 200) throw new Unclear(`${host} answered with status ${whole.status}`);
  const bytes = Buffer.from(await whole.arrayBuffer());
  if (!isManifest(bytes)) throw new Unclear(`${host} answered with something else than a manifest`);
  return { state: "found", digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}

/** Returns the header that a registry asks for, or undefined if there is no login for it. */
async function authorize(
  header: string,
  { host, repository }: ImageReference,
  login: Login | undefined,
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
  const answer = await request(url.href, { headers }, PATIENCE);
  if (answer.status === 401 || answer.status === 403) return undefined;
  if (answer.status !== 200) {
    throw new Unclear(`${url.host} answered with status ${answer.status} for a token`);
  }
  const { token, access_token } = Object(await answer.json().catch(() => undefined));
  const bearer = token ?? access_token;
  if (typeof bearer !== "string") throw new Unclear(`${url.host} gave no token`);
  return `Bearer ${bearer}`;
}

/** Registries of this machine have no TLS, by Docker's rule. */
function schemeOf(host: string): "http" | "https" {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host) ? "http" : "https";
}

function isManifest(bytes: Buffer): boolean {
  try {
    return Object(JSON.parse(bytes.toString())).schemaVersion === 2;
  } catch {
    return false;
  }
}

function refusalOf({ host }: ImageReference, login: Login | undefined): string {
  return login === undefined
    ? `${host} wants a login, and no pull secret of the origin has one for it`
    : `${host} refused the login of ${login.username}`;
}
