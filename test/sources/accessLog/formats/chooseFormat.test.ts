import { describe, expect, test } from "vitest";
import { formatOf, readFormat } from "../../../../src/sources/accessLog/formats/chooseFormat.ts";
import { envoyLine } from "../fixture.ts";

describe("--format", () => {
  test.each([
    ["envoy", "Envoy's default text"],
    ["istio", "Istio's default text"],
    ["alb", "an AWS Application Load Balancer's"],
    ["ingress-nginx", "ingress-nginx's default"],
    ["log_format timed '\"$request\" $status $request_time';", "the given log_format"],
    ["%REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE% %DURATION%", "the given format of Envoy"],
  ])("%s is %s", (text, title) => {
    expect(readFormat(text, {})).toMatchObject({ title });
  });

  test("without the time of requests says what to add, and where", () => {
    expect(() => readFormat("log_format main '\"$request\" $status';", {})).toThrow(
      "--format: the format has no $request_time or $upstream_response_time.\n" +
        "  Add what is missing to the log_format of NGINX, and pull from a log that is written with it.",
    );
  });

  test("that is unknown offers the nearest name", () => {
    expect(() => readFormat("envoi", {})).toThrow(
      '--format: expected envoy, istio, alb, ingress-nginx or json, or a log_format of NGINX, received "envoi".\n' +
        '  Did you mean "envoy"?',
    );
  });
});

describe("without --format, the first lines", () => {
  const guess = (lines: string[]) => formatOf(undefined, {}, lines, "access.log").title;

  test("decide, though some are broken", () => {
    expect(guess(["starting", envoyLine(), envoyLine()])).toBe("Envoy's default text");
    expect(guess(['{"duration":1,"response_code":200,"method":"GET","path":"/"}'])).toBe(
      "JSON with the fields of Envoy and Istio",
    );
  });

  test("without durations name the way out", () => {
    const line =
      '10.0.0.1 - - [27/Nov/2026:06:45:33 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/8.5.0"';
    expect(() => guess([line])).toThrow(
      "access.log: this is the combined format of NGINX and Apache, which has no durations.\n" +
        "  Add $request_time to NGINX's log_format, and give that line: --format 'log_format timed …;'.",
    );
  });

  test("that are JSON with other names list these, and how to name them", () => {
    expect(() => guess(['{"verb":"GET","url":"/","status":200,"latency":3}'])).toThrow(
      "access.log: no field is known for method and duration; the first lines have verb, url, status and latency.\n" +
        "  Name them: --field method=<name> --field duration=<name>:ms. A duration that is a number needs its unit.",
    );
  });

  test("of an unknown format name the known ones", () => {
    expect(() => guess(["hello world", "how are you"])).toThrow(
      "access.log: the first lines have no known format.\n" +
        "  Name a format with --format (envoy, istio, alb, ingress-nginx or json), or give it NGINX's log_format line: --format 'log_format timed …;'.",
    );
  });
});
