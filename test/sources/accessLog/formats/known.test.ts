import { describe, expect, test } from "vitest";
import { ALB } from "../../../../src/sources/accessLog/formats/alb.ts";
import {
  compileEnvoyFormat,
  ENVOY_TEXT,
  ISTIO_TEXT,
} from "../../../../src/sources/accessLog/formats/envoy.ts";
import { emptyEntry, type LogFormat } from "../../../../src/sources/accessLog/formats/logFormat.ts";
import { INGRESS_NGINX } from "../../../../src/sources/accessLog/formats/nginx.ts";

function read(format: LogFormat, line: string) {
  const entry = emptyEntry();
  return format.read(line, entry) ? entry : undefined;
}

/** The lines are those of the projects' documentation. */
describe("a line of", () => {
  test("Envoy's default text", () => {
    const line =
      '[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80"';
    expect(read(ENVOY_TEXT, line)).toEqual({
      method: "POST",
      target: "/api/v1/locations",
      host: "locations",
      upstream: "",
      serverName: "",
      status: 204,
      ms: 226,
      time: Date.parse("2016-04-15T20:17:00.310Z"),
    });
    expect(read(ISTIO_TEXT, line)).toBeUndefined();
  });

  test("Istio's default text", () => {
    const line =
      '[2020-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 4 4 "-" "curl/7.73.0-DEV" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 10.44.1.23:37652 outbound_.8000_._.httpbin.foo.svc.cluster.local default';
    expect(read(ISTIO_TEXT, line)).toEqual({
      method: "GET",
      target: "/status/418",
      host: "httpbin:8000",
      upstream: "inbound|8000||",
      serverName: "outbound_.8000_._.httpbin.foo.svc.cluster.local",
      status: 418,
      ms: 4,
      time: Date.parse("2020-11-25T21:26:18.409Z"),
    });
    expect(read(ENVOY_TEXT, line)).toBeUndefined();
  });

  test("a TCP connection in Istio's default text", () => {
    const line =
      '[2020-11-25T21:26:18.409Z] "- - -" 0 - - - "-" 0 135 4 - "-" "-" "-" "-" "10.0.0.1:80" outbound|3306||mysql.shop.svc.cluster.local 10.0.0.2:1 10.0.0.3:2 10.0.0.4:3 - -';
    expect(read(ISTIO_TEXT, line)).toMatchObject({ method: "", status: 0 });
  });

  test("a format of Envoy's operators", () => {
    const text =
      "%START_TIME(%s.%3f)% %REQUEST_HEADER(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE% %RESPONSE_FLAGS:2% %DURATION%\\n";
    const { format } = compileEnvoyFormat("test", text);
    expect(format && read(format, "1795761933.123 GET /a?b 200 - 7")).toMatchObject({
      method: "GET",
      target: "/a?b",
      status: 200,
      ms: 7,
      time: 1795761933123,
    });
    expect(compileEnvoyFormat("test", "%REQ(:METHOD)% %DURATION%").missing).toEqual([
      "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%, %REQUEST_HEADER(X-ENVOY-ORIGINAL-PATH?:PATH)%, %REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%, %REQ(:PATH)%, %REQUEST_HEADER(:PATH)% or %REQ_WITHOUT_QUERY(:PATH)%",
      "%RESPONSE_CODE%",
    ]);
  });

  test("an Application Load Balancer", () => {
    const line =
      'https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/users/7 HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_123456 "a new field"';
    expect(read(ALB, line)).toEqual({
      ...emptyEntry(),
      method: "GET",
      target: "https://www.example.com:443/users/7",
      status: 200,
      ms: 48,
      time: Date.parse("2018-07-02T22:23:00.186Z"),
    });
    const unanswered = line.replace("0.086 0.048 0.037 200 200", "0.000 -1 -1 502 -");
    expect(read(ALB, unanswered)).toMatchObject({ status: 502, ms: Number.NaN });
    const lambda = line.replace(
      "10.0.0.1:80 0.086 0.048 0.037 200 200",
      "- 0.000 0.048 0.000 200 -",
    );
    expect(read(ALB, lambda)).toMatchObject({ status: 200, ms: 48 });
    const own = line.replace("0.037 200 200", "0.037 504 200");
    expect(read(ALB, own)?.status).toBe(200);
  });

  test("ingress-nginx", () => {
    const line =
      '192.168.0.7 - - [27/Nov/2026:06:45:33 +0000] "GET /users/7 HTTP/1.1" 200 612 "-" "curl/8.5.0" 78 0.029 [shop-users-8080] [] 10.0.0.7:8080 612 0.028 200 5f0c3a8d0d1e4b5f9e0c3a8d0d1e4b5f';
    expect(read(INGRESS_NGINX, line)).toEqual({
      ...emptyEntry(),
      method: "GET",
      target: "/users/7",
      upstream: "shop-users-8080",
      status: 200,
      ms: 29,
      time: Date.parse("2026-11-27T06:45:33Z"),
    });
  });
});
