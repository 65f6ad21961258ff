import { expect, test } from "vitest";
import { FinalError } from "../../../../src/http/retry.ts";
import { gcsBucket } from "../../../../src/loadtest/store/bucket/gcsBucket.ts";
import { fileOf } from "../../../http/file.ts";
import { type Answer, type Asked, startServer } from "../../../http/httpServer.ts";

async function bucketWith(answer: (asked: Asked) => Answer) {
  const metadata = await startServer(() => ({
    body: JSON.stringify({ access_token: "ya29", expires_in: 3600 }),
  }));
  const storage = await startServer(answer);
  const bucket = gcsBucket("reports", {
    CLOUDSDK_CONFIG: "/nonexistent",
    GCE_METADATA_HOST: metadata.url.replace("http://", ""),
    STORAGE_EMULATOR_HOST: storage.url,
  });
  return { bucket, asked: storage.asked, metadata };
}

test("objects are put by the JSON API with the metadata server's token, which is asked for once", async () => {
  const { bucket, asked, metadata } = await bucketWith(() => ({ body: "{}" }));
  await bucket.put("shop/x/run.json", fileOf("{}"));
  await bucket.put("shop/x/stats.csv", fileOf(""));
  expect(asked[0]).toMatchObject({
    method: "POST",
    path: "/upload/storage/v1/b/reports/o?uploadType=media&name=shop%2Fx%2Frun.json",
    headers: { authorization: "Bearer ya29", "content-type": "application/json" },
    body: "{}",
  });
  expect(metadata.asked.map(({ headers }) => headers["metadata-flavor"])).toEqual(["Google"]);
});

test("lists are read to their last page", async () => {
  const { bucket } = await bucketWith(({ path }) => ({
    body: JSON.stringify(
      path.includes("pageToken=2")
        ? { items: [{ name: "b", size: "2" }], prefixes: ["shop/y/"] }
        : { items: [{ name: "a", size: "1" }], prefixes: ["shop/x/"], nextPageToken: "2" },
    ),
  }));
  expect(await bucket.list("")).toEqual([
    { key: "a", bytes: 1 },
    { key: "b", bytes: 2 },
  ]);
  expect(await bucket.folders("shop/")).toEqual(["x", "y"]);
});

test("an object that is not there is undefined, and a bucket that is not there an error", async () => {
  const error = (message: string) => ({
    status: 404,
    body: JSON.stringify({ error: { message } }),
  });
  const { bucket } = await bucketWith(({ method }) =>
    error(
      method === "GET" ? "No such object: reports/bucket" : "The specified bucket does not exist.",
    ),
  );
  expect(await bucket.get("a")).toBeUndefined();
  await expect(bucket.put("a", fileOf(""))).rejects.toThrow("there is no bucket of this name");
});

test("a permission that is missing is named, with a role that has it", async () => {
  const message =
    "reports@shop.iam.gserviceaccount.com does not have storage.objects.delete access to the Google Cloud Storage object.";
  const { bucket } = await bucketWith(() => ({
    status: 403,
    body: JSON.stringify({ error: { message } }),
  }));
  await expect(bucket.put("a", fileOf(""))).rejects.toThrow(
    new FinalError(
      `the permission storage.objects.delete is missing (credentials of the metadata server of Google Cloud); the role roles/storage.objectUser has it. GCS says: ${message}`,
    ),
  );
});

test("names are one segment of the path", async () => {
  const { bucket, asked } = await bucketWith(() => ({ body: "" }));
  await bucket.get("a/../b c+é");
  expect(asked[0]?.path).toBe("/storage/v1/b/reports/o/a%2F..%2Fb%20c%2B%C3%A9?alt=media");
});

test.each([429, 503])("status %i is an error that may pass", async (status) => {
  const { bucket } = await bucketWith(() => ({ status, body: "slow down" }));
  const failed = bucket.list("");
  await expect(failed).rejects.not.toBeInstanceOf(FinalError);
  await expect(failed).rejects.toThrow(
    "slow down (storage.objects.list, credentials of the metadata server of Google Cloud)",
  );
});
