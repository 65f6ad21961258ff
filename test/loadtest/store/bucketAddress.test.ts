import { expect, test } from "vitest";
import { bucketAddress } from "../../../src/loadtest/store/bucketAddress.ts";

test.each([
  ["s3://reports", "s3", "reports", ""],
  ["s3://reports/", "s3", "reports", ""],
  ["s3://reports/shop//stg/", "s3", "reports", "shop/stg"],
  ["gs://reports.example.com/a b/é%20", "gs", "reports.example.com", "a b/é%20"],
  ["gs://My_Reports/x", "gs", "My_Reports", "x"],
])("%s is a bucket and a prefix", (text, scheme, bucket, prefix) => {
  expect(bucketAddress(text)).toEqual({ scheme, bucket, prefix });
});

test.each(["reports", "s3://", "s3:///x", "https://reports", "az://reports"])(
  "%s is none",
  (text) => {
    expect(bucketAddress(text)).toBeUndefined();
  },
);
