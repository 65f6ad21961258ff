import { expect, test } from "vitest";
import { storeOf } from "../../../src/loadtest/store/storeOf.ts";

const ID = "2026-11-27T12-30-05Z";

test.each([
  [{ bucket: "s3://reports" }, `s3://reports/loadtest/${ID}`],
  [{ bucket: "s3://reports/shop/stg/" }, `s3://reports/shop/stg/loadtest/${ID}`],
  [{ bucket: "gs://reports.example.com/shop" }, `gs://reports.example.com/shop/loadtest/${ID}`],
  [{ claim: "reports" }, `claim reports: loadtest/${ID}`],
  [{}, `the reporter's own disk: loadtest/${ID}`],
])("the setting %j keeps a run at %s", (report, place) => {
  expect(storeOf(report, "loadtest", "/reports").placeOf(ID)).toBe(place);
});
