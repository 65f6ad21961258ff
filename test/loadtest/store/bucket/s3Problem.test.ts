import { expect, test } from "vitest";
import { FinalError } from "../../../../src/http/retry.ts";
import { type S3Asked, s3Problem } from "../../../../src/loadtest/store/bucket/s3Problem.ts";

const ASKED: S3Asked = {
  bucket: "reports",
  region: "us-east-1",
  action: "s3:PutObject",
  key: "shop/x/run.json",
  from: "the role of the node, node-role",
};

function problem(status: number, text: string, headers = {}, asked = ASKED): Error {
  return s3Problem(asked, { status, headers: new Headers(headers) }, text);
}

function error(code: string, message: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

test("a right that is missing is named with its resource, and whose credentials were used", () => {
  expect(problem(403, error("AccessDenied", "Access Denied"))).toEqual(
    new FinalError(
      "the right s3:PutObject on arn:aws:s3:::reports/shop/x/run.json is missing (credentials of the role of the node, node-role). S3 says: AccessDenied: Access Denied",
    ),
  );
});

test("the right to list is one to the bucket", () => {
  const { key: _, ...asked } = { ...ASKED, action: "s3:ListBucket" as const };
  expect(problem(403, error("AccessDenied", "no"), {}, asked).message).toContain(
    "the right s3:ListBucket on arn:aws:s3:::reports is missing",
  );
});

test("a right that AWS names comes first: it may be to the key with which the bucket encrypts", () => {
  const said =
    "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: kms:GenerateDataKey on resource: &quot;arn:aws:kms:us-east-1:1:key/k&quot; because no identity-based policy allows it";
  expect(problem(403, error("AccessDenied", said)).message).toMatch(
    "the right kms:GenerateDataKey on arn:aws:kms:us-east-1:1:key/k is missing",
  );
});

test.each([301, 400])("with status %i the bucket's region is named", (status) => {
  const text = error("PermanentRedirect", "The bucket must be addressed elsewhere");
  expect(problem(status, text, { "x-amz-bucket-region": "eu-central-1" })).toEqual(
    new FinalError(
      "the bucket is in region eu-central-1, not in us-east-1. Set the report's region",
    ),
  );
});

test("a bucket that is not there is told", () => {
  expect(problem(404, error("NoSuchBucket", "The specified bucket does not exist"))).toEqual(
    new FinalError("there is no bucket of this name"),
  );
});

test.each([
  [503, error("SlowDown", "Reduce your request rate"), "SlowDown: Reduce your request rate"],
  [500, "", "status 500"],
])("status %i may pass", (status, text, said) => {
  const found = problem(status, text);
  expect(found).not.toBeInstanceOf(FinalError);
  expect(found.message).toBe(
    `${said} (s3:PutObject, credentials of the role of the node, node-role)`,
  );
});
