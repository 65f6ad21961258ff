import { expect, test } from "vitest";
import { open } from "../../../cli/latency/mock.ts";
import { questionOf } from "../../sources/prometheus/fixture.ts";
import { folderOf, stackOf } from "../project.ts";

const EVERYTHING = { from: new Date(0), to: new Date(8.64e15) };

test("without an address the mocks are asked that npm start serves, one port for each service", async () => {
  const root = folderOf({ "Pulumi.stg.yaml": stackOf("payments", "users") });
  const source = open({ at: ["http://127.0.0.1:1/payments/"] }, { name: "stg", root });
  await expect(source.list(questionOf(["GET /pets"], EVERYTHING))).rejects.toThrow(
    "no mock answers at http://127.0.0.1:1/payments.",
  );
  const local = open({ at: [] }, { name: "stg", root });
  const question = questionOf(["GET /pets"], { ...EVERYTHING, service: "nobody" });
  // Somebody may be serving mocks at these ports.
  await expect(local.list(question)).rejects.toThrow(
    /127\.0\.0\.1:4010 or http:\/\/127\.0\.0\.1:4011\.|the mocks there play/,
  );
});
