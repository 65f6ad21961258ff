import { afterEach, expect, test, vi } from "vitest";
import { arnOf, s3Home } from "../../../../src/loadtest/store/bucket/s3Home.ts";
import { startServer } from "../../../http/httpServer.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ["reports", "eu-west-1", "https://reports.s3.eu-west-1.amazonaws.com"],
  ["reports.example.com", "eu-west-1", "https://s3.eu-west-1.amazonaws.com/reports.example.com"],
  ["reports", "cn-north-1", "https://reports.s3.cn-north-1.amazonaws.com.cn"],
])("the bucket %s in %s is at %s", async (bucket, region, base) => {
  expect(await s3Home({ bucket, region }, {})).toEqual({ base, region });
});

test("another server has the bucket in its path", async () => {
  const place = { bucket: "reports", region: "eu-west-1", endpoint: "http://minio:9000/" };
  expect((await s3Home(place, {})).base).toBe("http://minio:9000/reports");
  const env = { AWS_ENDPOINT_URL: "http://a", AWS_ENDPOINT_URL_S3: "http://b" };
  expect((await s3Home({ bucket: "x", region: "y" }, env)).base).toBe("http://b/x");
});

test.each([200, 301, 400, 403])(
  "the bucket says its region, with status %i too, and is asked without a signature",
  async (status) => {
    const asked = vi.fn(
      async (_url: string, _init: RequestInit) =>
        new Response(null, { status, headers: { "x-amz-bucket-region": "eu-central-1" } }),
    );
    vi.stubGlobal("fetch", asked);
    expect(await s3Home({ bucket: "reports" }, { AWS_REGION: "eu-west-1" })).toEqual({
      base: "https://reports.s3.eu-central-1.amazonaws.com",
      region: "eu-central-1",
    });
    const [[url, init] = []] = asked.mock.calls;
    expect(url).toBe("https://reports.s3.eu-west-1.amazonaws.com");
    expect(init).toMatchObject({ method: "HEAD" });
    expect(init).not.toHaveProperty("headers");
  },
);

test.each([
  [{ AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" }, "eu-west-1"],
  [{ AWS_DEFAULT_REGION: "eu-west-2" }, "eu-west-2"],
  [{}, "us-east-1"],
])("a server that says none has the region of %j", async (env, region) => {
  const { url } = await startServer(() => ({ status: 403 }));
  expect((await s3Home({ bucket: "reports", endpoint: url }, env)).region).toBe(region);
});

test.each([
  ["eu-west-1", "arn:aws:s3:::reports/a/b"],
  ["cn-north-1", "arn:aws-cn:s3:::reports/a/b"],
  ["us-gov-west-1", "arn:aws-us-gov:s3:::reports/a/b"],
])("policies of %s call an object %s", (region, arn) => {
  expect(arnOf(region, "reports", "a/b")).toBe(arn);
});
