import { afterEach, expect, test, vi } from "vitest";
import { FinalError } from "../../../src/loadtest/store/retry.ts";
import { s3Bucket } from "../../../src/loadtest/store/s3Bucket.ts";
import { type Answer, type Asked, startServer } from "./httpServer.ts";

async function bucketWith(answer: (asked: Asked) => Answer) {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  const { url, asked } = await startServer(answer);
  const place = { bucket: "reports", region: "eu-central-1", endpoint: `${url}/` };
  return { bucket: s3Bucket(place), asked };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

test("objects are put below the bucket's path, with a signature for the region", async () => {
  const { bucket, asked } = await bucketWith(() => ({}));
  await bucket.put("shop/a b/run.json", Buffer.from("{}"));
  expect(asked).toMatchObject([
    { method: "PUT", path: "/reports/shop/a%20b/run.json", body: "{}" },
  ]);
  expect(asked[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-central-1\/s3\/aws4_request, /,
  );
});

test("lists are read to their last page, with the characters that XML replaces", async () => {
  const { bucket, asked } = await bucketWith(({ path }) => ({
    body: path.includes("continuation-token=t%2F1")
      ? "<ListBucketResult><Contents><Key>b</Key><Size>2</Size></Contents></ListBucketResult>"
      : "<ListBucketResult><Contents><Key>a&amp;lt;</Key><Size>1</Size></Contents><NextContinuationToken>t/1</NextContinuationToken></ListBucketResult>",
  }));
  expect(await bucket.list("")).toEqual([
    { key: "a&lt;", bytes: 1 },
    { key: "b", bytes: 2 },
  ]);
  expect(asked.length).toBe(2);
});

test("folders are what follows the prefix up to the next slash", async () => {
  const { bucket } = await bucketWith(() => ({
    body: "<CommonPrefixes><Prefix>shop/x/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>shop/y/</Prefix></CommonPrefixes>",
  }));
  expect(await bucket.folders("shop/")).toEqual(["x", "y"]);
});

test("an object that is not there is undefined", async () => {
  const { bucket } = await bucketWith(() => ({ status: 404, body: "<Code>NoSuchKey</Code>" }));
  expect(await bucket.get("run.json")).toBeUndefined();
});

test.each([
  [403, "AccessDenied"],
  [404, "NoSuchBucket"],
])("status %i with %s is final and names the bucket", async (status, code) => {
  const { bucket } = await bucketWith(() => ({ status, body: `<Error><Code>${code}</Code>` }));
  const put = bucket.put("run.json", Buffer.from(""));
  await expect(put).rejects.toThrow(new FinalError(`s3://reports: ${code}`));
});

test("status 503 is an error that may pass", async () => {
  const { bucket } = await bucketWith(() => ({ status: 503, body: "<Code>SlowDown</Code>" }));
  const put = bucket.put("run.json", Buffer.from(""));
  await expect(put).rejects.not.toBeInstanceOf(FinalError);
});
