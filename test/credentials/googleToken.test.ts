import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createLocalJWKSet, decodeJwt, exportJWK, importSPKI, jwtVerify } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SCOPES } from "../../src/credentials/googleSource.ts";
import { googleToken } from "../../src/credentials/googleToken.ts";
import { FinalError } from "../../src/http/retry.ts";
import { type Answer, type Asked, startServer } from "../http/httpServer.ts";
import { fileWith } from "./files.ts";

const STORAGE = SCOPES.storage;
const GIVEN = { body: JSON.stringify({ access_token: "ya29", expires_in: 3600 }) };
const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function tokenOf(credentials: object) {
  const file = fileWith(JSON.stringify(credentials));
  return { file, ask: () => googleToken(STORAGE, { GOOGLE_APPLICATION_CREDENTIALS: file }) };
}

function formOf({ body }: Asked = { method: "", path: "", headers: {}, body: "" }) {
  return Object.fromEntries(new URLSearchParams(body));
}

function keyWith(token_uri: string) {
  return {
    type: "service_account",
    client_email: "reports@shop.iam.gserviceaccount.com",
    private_key: privateKey,
    private_key_id: "k1",
    token_uri,
  };
}

test("the key of a service account signs for a token to storage", async () => {
  const { url, asked } = await startServer(() => GIVEN);
  const { file, ask } = tokenOf(keyWith(url));
  expect(await ask()).toEqual({
    token: "ya29",
    expires: 3_600_000,
    from: `reports@shop.iam.gserviceaccount.com (${file})`,
  });
  const { grant_type, assertion = "" } = formOf(asked[0]);
  expect(grant_type).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
  const jwk = { ...(await exportJWK(await importSPKI(publicKey, "RS256"))), kid: "k1" };
  const keys = createLocalJWKSet({ keys: [jwk] });
  const { payload } = await jwtVerify(assertion, keys, { currentDate: new Date(0) });
  expect(payload).toEqual({
    iss: "reports@shop.iam.gserviceaccount.com",
    aud: url,
    scope: STORAGE,
    iat: 0,
    exp: 3600,
  });
});

test("an answer of Google is told, without the key", async () => {
  const body = '{"error":"invalid_grant","error_description":"account not found"}';
  const { url } = await startServer(() => ({ status: 400, body }));
  const { file, ask } = tokenOf(keyWith(url));
  await expect(ask()).rejects.toThrow(
    new FinalError(
      `Google gives no token for reports@shop.iam.gserviceaccount.com (${file}) (${new URL(url).host}): invalid_grant: account not found`,
    ),
  );
});

test("a private key that cannot be read is not quoted", async () => {
  const { file, ask } = tokenOf({ ...keyWith(""), private_key: "-----BEGIN SECRET" });
  await expect(ask()).rejects.toThrow(new FinalError(`${file}: private_key is no key in PKCS #8`));
});

test("a file that is no JSON is not quoted", async () => {
  const file = fileWith("secret");
  await expect(googleToken(STORAGE, { GOOGLE_APPLICATION_CREDENTIALS: file })).rejects.toThrow(
    new FinalError(`${file} is no JSON`),
  );
});

test("a user's refresh token is exchanged", async () => {
  const { url, asked } = await startServer(() => GIVEN);
  const user = { client_id: "c", client_secret: "s", refresh_token: "r" };
  const { ask } = tokenOf({ type: "authorized_user", ...user, token_uri: url });
  expect((await ask()).token).toBe("ya29");
  expect(formOf(asked[0])).toEqual({ grant_type: "refresh_token", ...user });
});

/** A server that gives a federated token at `/sts`, and a service account's at `/impersonate`. */
async function federation(source: (url: string) => object, impersonation: boolean) {
  const answers: Record<string, Answer> = {
    "/sts": { body: JSON.stringify({ access_token: "federated", expires_in: 3600 }) },
    "/identity": { body: '{"value":"jwt"}' },
    "/impersonate": {
      body: '{"accessToken":"impersonated","expireTime":"1970-01-01T02:00:00Z"}',
    },
  };
  const { url, asked } = await startServer(({ path }) => answers[path] ?? { status: 404 });
  const { ask } = tokenOf({
    type: "external_account",
    audience:
      "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${url}/sts`,
    ...(impersonation && { service_account_impersonation_url: `${url}/impersonate` }),
    credential_source: source(url),
  });
  return { ask, asked };
}

test("a projected ServiceAccount's token is exchanged by workload identity federation", async () => {
  const file = fileWith("jwt\n");
  const { ask, asked } = await federation(() => ({ file }), false);
  expect((await ask()).token).toBe("federated");
  expect(formOf(asked[0])).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience:
      "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
    scope: STORAGE,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    subject_token: "jwt",
  });
});

test("an identity from a URL as JSON stands for a service account", async () => {
  const { ask, asked } = await federation(
    (url) => ({
      url: `${url}/identity`,
      headers: { metadata: "true" },
      format: { type: "json", subject_token_field_name: "value" },
    }),
    true,
  );
  expect(await ask()).toMatchObject({ token: "impersonated", expires: 7_200_000 });
  expect(asked.map(({ path }) => path)).toEqual(["/identity", "/sts", "/impersonate"]);
  expect(asked[0]?.headers.metadata).toBe("true");
  expect(formOf(asked[1]).subject_token).toBe("jwt");
  expect(asked[2]).toMatchObject({
    headers: { authorization: "Bearer federated" },
    body: JSON.stringify({ scope: [STORAGE] }),
  });
});

test("identities of AWS and of executables are not supported", async () => {
  const { ask } = await federation(() => ({ environment_id: "aws1" }), false);
  await expect(ask()).rejects.toThrow(
    /: credential_source must be a file or a URL; those of AWS and of executables are not supported$/,
  );
});

test("a user may stand for a service account", async () => {
  const { url, asked } = await startServer(({ path }) =>
    path === "/token"
      ? GIVEN
      : { body: '{"accessToken":"impersonated","expireTime":"1970-01-01T02:00:00Z"}' },
  );
  const { ask } = tokenOf({
    type: "impersonated_service_account",
    service_account_impersonation_url: `${url}/impersonate`,
    source_credentials: { type: "authorized_user", token_uri: `${url}/token` },
  });
  expect((await ask()).token).toBe("impersonated");
  expect(asked[1]?.headers.authorization).toBe("Bearer ya29");
});

test("only a token for all of Google Cloud may ask for that of a service account", async () => {
  const { url, asked } = await startServer(({ path }) =>
    path === "/token"
      ? GIVEN
      : { body: '{"accessToken":"impersonated","expireTime":"1970-01-01T02:00:00Z"}' },
  );
  const { ask } = tokenOf({
    type: "impersonated_service_account",
    service_account_impersonation_url: `${url}/impersonate`,
    source_credentials: keyWith(`${url}/token`),
  });
  await ask();
  expect(decodeJwt(formOf(asked[0]).assertion ?? "").scope).toBe(SCOPES.platform);
  expect(asked[1]?.body).toBe(JSON.stringify({ scope: [STORAGE] }));
});

test("gcloud's file comes before the metadata server", async () => {
  const { url } = await startServer(() => GIVEN);
  const CLOUDSDK_CONFIG = dirname(fileWith(""));
  const file = join(CLOUDSDK_CONFIG, "application_default_credentials.json");
  writeFileSync(file, JSON.stringify({ type: "authorized_user", token_uri: url }));
  expect(
    await googleToken(STORAGE, { CLOUDSDK_CONFIG, GCE_METADATA_HOST: "127.0.0.1:1" }),
  ).toMatchObject({
    from: file,
  });
});

test("the metadata server gives the token of the ServiceAccount or of the node", async () => {
  const { url, asked } = await startServer(() => GIVEN);
  const env = { CLOUDSDK_CONFIG: "/nonexistent", GCE_METADATA_HOST: new URL(url).host };
  expect(await googleToken(STORAGE, env)).toEqual({
    token: "ya29",
    expires: 3_600_000,
    from: "the metadata server of Google Cloud",
  });
  expect(asked).toMatchObject([
    {
      path: "/computeMetadata/v1/instance/service-accounts/default/token",
      headers: { "metadata-flavor": "Google" },
    },
  ]);
});

test("where there are none, the error says where they were looked for", async () => {
  const { url } = await startServer(() => ({ status: 404 }));
  const env = { CLOUDSDK_CONFIG: "/nonexistent", GCE_METADATA_HOST: new URL(url).host };
  await expect(googleToken(STORAGE, env)).rejects.toThrow(
    new FinalError(
      "no Google credentials were found. Looked for, in this order: " +
        "1. the file that GOOGLE_APPLICATION_CREDENTIALS names (not set); " +
        "2. /nonexistent/application_default_credentials.json, which `gcloud auth application-default login` writes (not there); " +
        "3. the metadata server of Google Cloud (it has no service account)",
    ),
  );
});

test("a metadata server that does not listen yet may pass", async () => {
  const env = { CLOUDSDK_CONFIG: "/nonexistent", GCE_METADATA_HOST: "127.0.0.1:1" };
  await expect(googleToken(STORAGE, env)).rejects.not.toBeInstanceOf(FinalError);
});
