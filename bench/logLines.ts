/** Lines of access logs as they are usual in each format. `n` chooses the request. */
export const LOG_LINES: Record<string, (n: number) => string> = {
  "Envoy's text": (n) =>
    `[${timeOf(n).toISOString()}] "GET ${pathOf(n)} HTTP/1.1" 200 - 0 1024 ${msOf(n)} ${msOf(n)} "10.0.0.1" "${AGENT}" "${idOf(n)}" "payments.shop.svc.cluster.local" "10.0.0.7:8080"`,
  "NGINX's log_format": (n) =>
    `10.0.0.1 - - [${timeOf(n).toISOString().slice(8, 10)}/Nov/2026:${timeOf(n).toISOString().slice(11, 19)} +0000] "GET ${pathOf(n)} HTTP/1.1" 200 1024 "-" "${AGENT}" ${(msOf(n) / 1000).toFixed(3)}`,
  "Istio's JSON": (n) =>
    JSON.stringify({
      authority: "payments.shop.svc.cluster.local",
      bytes_received: 0,
      bytes_sent: 1024,
      connection_termination_details: null,
      downstream_local_address: "10.0.0.4:8080",
      downstream_remote_address: "10.0.0.9:52842",
      duration: msOf(n),
      method: "GET",
      path: pathOf(n),
      protocol: "HTTP/1.1",
      request_id: idOf(n),
      requested_server_name: "outbound_.80_._.payments.shop.svc.cluster.local",
      response_code: 200,
      response_code_details: "via_upstream",
      response_flags: "-",
      route_name: "default",
      start_time: timeOf(n).toISOString(),
      upstream_cluster: "inbound|8080||",
      upstream_host: "10.0.0.4:8080",
      upstream_local_address: "127.0.0.6:38773",
      upstream_service_time: String(msOf(n)),
      upstream_transport_failure_reason: null,
      user_agent: AGENT,
      x_forwarded_for: null,
    }),
  "a load balancer's": (n) =>
    `https ${timeOf(n).toISOString()} app/shop/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.001 ${(msOf(n) / 1000).toFixed(3)} 0.000 200 200 34 366 "GET https://api.example.com:443${pathOf(n)} HTTP/1.1" "${AGENT}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "api.example.com" "-" 1 ${timeOf(n).toISOString()} "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd`,
};

/** The log_format of the lines above. */
export const LOG_FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';

const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36";
const PATHS = ["/payments/", "/payments/9/refunds?page=", "/payments?cursor=", "/unknown/"];

function pathOf(n: number): string {
  return `${PATHS[n % PATHS.length]}${(n * 2_654_435_761) % 1_000_000_007}`;
}

function timeOf(n: number): Date {
  return new Date(Date.UTC(2026, 10, 20) + n * 20);
}

/** From 20 ms to 400 ms. */
function msOf(n: number): number {
  return Math.round(Math.exp(3 + 3 * ((n * 0.618_033_988_75) % 1)));
}

function idOf(n: number): string {
  return `9c1185a5-c5e9-4f2b-9d5b-${String(n).padStart(12, "0")}`;
}
