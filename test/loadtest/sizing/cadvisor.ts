import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** CPU time of one container until a moment, as the kubelet's metrics have it. */
export interface CpuSample {
  labels: { namespace: string; pod: string; container: string; id?: string };
  seconds: number;
  /** In seconds since 1970. */
  at: number;
}

export interface Cadvisor {
  /** Its address, without `http://`. */
  address: string;
  /** Serves other samples from now on. */
  serve(samples: CpuSample[]): void;
}

/** Serves the metrics of a kubelet's containers until the test is over. Like a kubelet it names the moment of each sample. */
export async function startCadvisor(): Promise<Cadvisor> {
  let served: CpuSample[] = [];
  const server = createServer((_, response) => {
    const lines = served.map(
      ({ labels, seconds, at }) => `${seriesText(labels)} ${seconds} ${Math.round(at * 1000)}`,
    );
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(`# TYPE container_cpu_usage_seconds_total counter\n${lines.join("\n")}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}/metrics/cadvisor`,
    serve(samples) {
      served = samples;
    },
  };
}

/** Returns what a Prometheus would have scraped, in the format of OpenMetrics. */
export function cpuHistory(samples: CpuSample[]): string {
  const lines = samples.map(({ labels, seconds, at }) => `${seriesText(labels)} ${seconds} ${at}`);
  return `# TYPE container_cpu_usage_seconds counter\n${lines.join("\n")}\n# EOF\n`;
}

function seriesText(labels: CpuSample["labels"]): string {
  const text = Object.entries({ cpu: "total", ...labels }).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  return `container_cpu_usage_seconds_total{${text.join(",")}}`;
}
