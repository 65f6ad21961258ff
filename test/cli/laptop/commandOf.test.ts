import { expect, test } from "vitest";
import { UsageError } from "../../../cli/command/usageError.ts";
import { commandOf } from "../../../cli/laptop/commandOf.ts";

test("without an image the command is what follows", () => {
  expect(commandOf(undefined, ["go", "run", "--", "-p"])).toEqual(["go", "run", "--", "-p"]);
});

test("an image stands between docker's arguments and its command, which may have options of any name", () => {
  expect(commandOf("shop:1", [])).toEqual(["shop:1"]);
  expect(commandOf("shop:1", ["--rm", "-it"])).toEqual(["--rm", "-it", "shop:1"]);
  const words = ["-it", "--", "serve", "-p", "80", "--", "-d"];
  expect(commandOf("shop:1", words)).toEqual(["-it", "shop:1", ...words.slice(2)]);
});

test("what docker cannot do here is a wrong call, with all of it", () => {
  const call = () => commandOf("shop:1", ["-p", "80:80", "-d"]);
  expect(call).toThrow(UsageError);
  expect(call).toThrow(/-- -p:.*-- -d:/s);
});
