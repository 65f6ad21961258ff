import { dump } from "js-yaml";
import { loadLocalStack } from "../../src/local/localMocks.ts";
import { classificationOf } from "../../src/sources/prometheus/classification.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { stackOption } from "../commonOptions.ts";

const options = {
  stack: stackOption("Stack whose documents have the operations"),
  service: {
    type: "string",
    placeholder: "name",
    required: true,
    description: "The service whose proxies are to tell its operations apart",
  },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Prints the objects that make Istio's proxies measure the latencies of a service by operation, as YAML: a WasmPlugin
    that classifies requests by the routes of the service's document, and a Telemetry that adds the label
    request_operation to istio_request_duration_milliseconds. "latency pull --from prometheus" finds the label.

    Look at the selector: pods are expected to have the label app with the service's name. Nothing is applied.`,
  options,
  examples: ["understudy latency classify --service payments > classification.yaml"],
  run: classify,
});

async function classify({ stack, service }: Values<typeof options>): Promise<number> {
  const { mocks } = loadLocalStack(stack, process.cwd(), [service], false);
  for (const { mock } of mocks) {
    const { objects, left } = classificationOf(service, mock.table);
    const notes = left.map((key) => `# ${key}: too long for Envoy's expressions, so left out\n`);
    const texts = objects.map((object) => dump(object, { noRefs: true, lineWidth: -1 }));
    console.log(notes.join("") + texts.join("---\n").trimEnd());
  }
  return 0;
}
