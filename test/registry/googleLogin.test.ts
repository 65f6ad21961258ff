import { describe, expect, it, test } from "vitest";
import { isOfGoogle } from "../../src/registry/googleLogin.ts";
import { Registries } from "../../src/registry/registries.ts";
import { type Answer, type Asked, startServer } from "../http/httpServer.ts";
import { reachHosts } from "./reachHosts.ts";
import { HAS_REGISTRY, startRegistry } from "./realRegistry.ts";

const HOST = "europe-west1-docker.pkg.dev";
const IMAGE = `${HOST}/team/payments:pr-12`;

/** What the metadata server gives; only this one may read the registry. */
const USER = { username: "oauth2accesstoken", password: "ya29.token" };

test.each(["gcr.io", "eu.gcr.io", "europe-west1-docker.pkg.dev"])("%s is of Google", (host) => {
  expect(isOfGoogle(host)).toBe(true);
});

test.each(["xgcr.io", "gcr.io.example.com", "ghcr.io", "gcr.io:443", "localhost:5000"])(
  "%s is not of Google",
  (host) => {
    expect(isOfGoogle(host)).toBe(false);
  },
);

/**
 * Answers as the metadata server of Compute Engine and of GKE.
 * https://docs.cloud.google.com/compute/docs/access/authenticate-workloads#applications
 */
function metadata({ path, headers }: Asked): Answer {
  if (headers["metadata-flavor"] !== "Google") return { status: 403 };
  const isToken = path === "/computeMetadata/v1/instance/service-accounts/default/token";
  if (!isToken) return { status: 404 };
  const body = { access_token: USER.password, expires_in: 3599, token_type: "Bearer" };
  return {
    headers: { "content-type": "application/json", "metadata-flavor": "Google" },
    body: JSON.stringify(body),
  };
}

describe.runIf(HAS_REGISTRY)(
  "Artifact Registry, for which Docker's registry stands (skipped without docker-registry and openssl)",
  () => {
    it("is asked with the metadata server's token, as the docs of Google say", async () => {
      const { digest, lookUp } = await google(metadata);
      expect(await lookUp(IMAGE)).toEqual({ state: "found", digest });
      expect(await lookUp(`${HOST}/team/payments:pr-13`)).toEqual({ state: "absent" });
    });

    it("that refuses the token answers nothing from which something may be concluded", async () => {
      const { lookUp } = await google(() => ({
        body: JSON.stringify({ access_token: "of a stranger", expires_in: 3599 }),
      }));
      expect(await lookUp(IMAGE)).toEqual({
        state: "unknown",
        reason: `${HOST} refused the metadata server of Google Cloud`,
      });
    });

    it("without any token is told with what the metadata server answered", async () => {
      const { lookUp } = await google(() => ({ status: 503 }));
      expect(await lookUp(IMAGE)).toEqual({
        state: "unknown",
        reason: `${HOST} wants a login, and no pull secret of the origin has one for it; the metadata server of Google Cloud gives no token: status 503`,
      });
    });
  },
);

/** Starts a registry at Google's name, and returns what is found there in a place with such a metadata server. */
async function google(answer: (asked: Asked) => Answer) {
  const { url } = await startServer(answer);
  const realm = `https://token.pkg.dev/token`;
  const { host, digest, tokens = "" } = await startRegistry("token", USER, realm);
  reachHosts({ [HOST]: host, "token.pkg.dev": tokens });
  const env = { CLOUDSDK_CONFIG: "/nonexistent", GCE_METADATA_HOST: new URL(url).host };
  const registries = new Registries({ now: Date.now, env });
  return { digest, lookUp: (image: string) => registries.lookUp(image, async () => []) };
}
