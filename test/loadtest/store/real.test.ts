import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsClient } from "aws4fetch";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { s3Home } from "../../../src/loadtest/store/bucket/s3Home.ts";
import { downloadRun } from "../../../src/loadtest/store/downloadRun.ts";
import { filesIn } from "../../../src/loadtest/store/folderStore.ts";
import { storeOf } from "../../../src/loadtest/store/storeOf.ts";
import { fileWith, NO_PROFILE } from "../../credentials/files.ts";
import { type Moto, startMoto } from "../../e2e/moto.ts";
import { startServer } from "../../http/httpServer.ts";
import { findStores, startGcs } from "./stores.ts";

const found = await findStores();

const DOCUMENTATION = join(import.meta.dirname, "../../../docs/loadtest.md");
const ID = "2026-11-27T12-30-05Z";
const LARGE = randomBytes(32 << 20);
/** More than one page, in which moto has five objects, and GCS a thousand. */
const LOGS = 7;

let run: string;
let copy: string;

beforeAll(() => {
  run = mkdtempSync(join(tmpdir(), "run-"));
  mkdirSync(join(run, "logs"));
  writeFileSync(join(run, "report.html"), "<title>é</title>");
  writeFileSync(join(run, "run.json"), "{}");
  writeFileSync(join(run, "failures.csv"), "");
  writeFileSync(join(run, "logs/locust-worker a+b (1)é%20.locust.log"), LARGE);
  for (let n = 0; n < LOGS; n++) writeFileSync(join(run, `logs/worker-${n}.log`), String(n));
});
afterAll(() => rmSync(run, { recursive: true }));
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "copy-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(copy, { recursive: true });
});

function contents(folder: string): string[] {
  return filesIn(folder).map(({ path, bytes }) => {
    const hash = createHash("sha256")
      .update(readFileSync(join(folder, path)))
      .digest("hex");
    return `${path} ${bytes} ${hash}`;
  });
}

describe.skipIf(found.moto === undefined)("S3, for which moto stands", () => {
  let moto: Moto;
  const root = { accessKeyId: "AKIAROOT", secretAccessKey: "s", region: "eu-central-1" };
  const s3 = new AwsClient({ ...root, service: "s3" });
  const iam = new AwsClient({ ...root, service: "iam" });

  beforeAll(async () => {
    moto = await startMoto(found.moto, { MOTO_S3_DEFAULT_MAX_KEYS: "5" });
    const body =
      "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
    await s3.fetch(`${moto.endpoint}/reports`, { method: "PUT", body });
  });
  afterAll(() => moto.stop());
  beforeEach(() => {
    stub({ ...NO_PROFILE, AWS_ACCESS_KEY_ID: "AKIAROOT", AWS_SECRET_ACCESS_KEY: "s" });
  });

  function stub(env: Record<string, string | undefined>): void {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  }

  /** Asks IAM, and returns the texts of elements of its answer. */
  async function ask(Action: string, parameters: Record<string, string>, ...elements: string[]) {
    const body = new URLSearchParams({ Action, Version: "2010-05-08", ...parameters });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const asked = { method: "POST", headers, body: String(body) };
    const answer = await (await iam.fetch(moto.endpoint, asked)).text();
    return elements.map((name) => new RegExp(`<${name}>(.*)</${name}>`).exec(answer)?.[1] ?? "");
  }

  /** Makes a user with these rights; from then on moto checks signatures and rights. */
  async function userWith(UserName: string, ...statements: object[]): Promise<void> {
    await ask("CreateUser", { UserName });
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    await ask("PutUserPolicy", { UserName, PolicyName: "reports", PolicyDocument: policy });
    const [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY] = await ask(
      "CreateAccessKey",
      { UserName },
      "AccessKeyId",
      "SecretAccessKey",
    );
    stub({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
    await fetch(`${moto.endpoint}/moto-api/reset-auth`, { method: "POST", body: "0" });
  }

  afterEach(async () => {
    await fetch(`${moto.endpoint}/moto-api/reset-auth`, { method: "POST", body: "inf" });
  });

  const report = () => ({ bucket: "s3://reports/shop é/+", endpoint: moto.endpoint });
  const documented = /```json\n(.*?)```/s.exec(readFileSync(DOCUMENTATION, "utf8"))?.[1] ?? "";
  /** As the documentation says, for the bucket and the prefix of the tests. */
  const rights: object[] = JSON.parse(
    documented
      .replaceAll("acme-reports/shop", "reports/shop é")
      .replaceAll("acme-reports", "reports"),
  ).Statement;

  test("keeps a run by the rights of the documentation, and gives it back byte for byte", async () => {
    await userWith("all", ...rights);
    const store = storeOf(report(), "loadtest", "/reports");
    await store.save(ID, run);
    await store.save("2026-11-28T00-00-00Z", run);
    expect(await store.list()).toEqual(["2026-11-28T00-00-00Z", ID]);
    await downloadRun(storeOf(report(), "loadtest", "/reports"), ID, copy);
    expect(contents(copy)).toEqual(contents(run));
  });

  test("serves the report as a page", async () => {
    await storeOf(report(), "page", "/reports").save(ID, run);
    const url = `${moto.endpoint}/reports/shop%20%C3%A9/%2B/page/${ID}/report.html`;
    const response = await s3.fetch(url);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toBe("<title>é</title>");
  });

  test("finds the region of the bucket", async () => {
    stub({ AWS_REGION: "us-west-2" });
    expect(await s3Home({ bucket: "reports", endpoint: moto.endpoint }, process.env)).toEqual({
      base: `${moto.endpoint}/reports`,
      region: "eu-central-1",
    });
  });

  test("names the right that is missing", async () => {
    await userWith("reader", { ...rights[0], Action: "s3:GetObject" });
    const save = storeOf({ ...report(), region: "eu-central-1" }, "x", "/reports").save(ID, run);
    await expect(save).rejects.toThrow(
      `the right s3:PutObject on arn:aws:s3:::reports/shop é/+/x/${ID}/failures.csv is missing (credentials of the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)`,
    );
  });

  test("refuses a secret that is not the key's, whose signature is another", async () => {
    await userWith("forger", ...rights);
    stub({ AWS_SECRET_ACCESS_KEY: "of somebody else" });
    const store = storeOf({ ...report(), region: "eu-central-1" }, "x", "/reports");
    await expect(store.save(ID, run)).rejects.toThrow(/^s3:\/\/reports: SignatureDoesNotMatch: /);
  });

  test("takes the role of a ServiceAccount from its security token service", async () => {
    stub({
      AWS_ACCESS_KEY_ID: undefined,
      AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/reports",
      AWS_WEB_IDENTITY_TOKEN_FILE: fileWith("jwt"),
      AWS_ENDPOINT_URL_STS: moto.endpoint,
    });
    const store = storeOf(report(), "irsa", "/reports");
    await store.save(ID, run);
    expect(await store.list()).toEqual([ID]);
  });

  test("says that there is no such bucket", async () => {
    const store = storeOf({ ...report(), bucket: "s3://other" }, "loadtest", "/reports");
    await expect(store.list()).rejects.toThrow("s3://other: there is no bucket of this name");
  });
});

describe.skipIf(found.gcs === undefined)("GCS, for which fake-gcs-server stands", () => {
  let gcs: Awaited<ReturnType<typeof startGcs>>;

  beforeAll(async () => {
    gcs = await startGcs(found.gcs ?? "");
    const body = JSON.stringify({ name: "reports" });
    await fetch(`${gcs.url}/storage/v1/b`, { method: "POST", body });
  });
  afterAll(() => gcs.stop());
  beforeEach(async () => {
    const token = JSON.stringify({ access_token: "ya29", expires_in: 3600 });
    const metadata = await startServer(() => ({ body: token }));
    vi.stubEnv("GCE_METADATA_HOST", new URL(metadata.url).host);
    vi.stubEnv("CLOUDSDK_CONFIG", "/nonexistent");
    vi.stubEnv("STORAGE_EMULATOR_HOST", gcs.url);
  });

  const report = { bucket: "gs://reports/shop é/+" };

  test("keeps a run, and gives it back byte for byte", async () => {
    const store = storeOf(report, "loadtest", "/reports");
    await store.save(ID, run);
    await store.save("2026-11-28T00-00-00Z", run);
    expect(await store.list()).toEqual(["2026-11-28T00-00-00Z", ID]);
    expect(await store.read(ID, "none.json")).toBeUndefined();
    await downloadRun(storeOf(report, "loadtest", "/reports"), ID, copy);
    expect(contents(copy)).toEqual(contents(run));
  });

  test("serves the report as a page", async () => {
    await storeOf(report, "page", "/reports").save(ID, run);
    const name = encodeURIComponent(`shop é/+/page/${ID}/report.html`);
    const response = await fetch(`${gcs.url}/storage/v1/b/reports/o/${name}?alt=media`);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  test("says that there is no such bucket", async () => {
    const store = storeOf({ bucket: "gs://other" }, "loadtest", "/reports");
    const problem = "gs://other: there is no bucket of this name";
    await expect(store.list()).rejects.toThrow(problem);
    await expect(store.save(ID, run)).rejects.toThrow(problem);
  });
});
