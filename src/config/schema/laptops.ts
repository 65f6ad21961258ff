import { duration, image, label, serviceName } from "../values/formats.ts";
import { integer, list, record, text } from "../values/kinds.ts";
import { labelledKey } from "../values/routingFormats.ts";
import type { Section } from "../values/setting.ts";

export const LAPTOP = {
  service: {
    type: serviceName,
    required: true,
    meaning: "The Service whose requests with the key reach the laptop.",
    example: "payments",
  },
  namespace: {
    type: label,
    required: true,
    meaning: "Namespace of the Service and of the agent.",
    example: "shop",
  },
  key: {
    type: labelledKey,
    required: true,
    meaning: "Route key of the requests that reach the laptop.",
    example: "ann",
  },
  fingerprints: {
    type: list(
      text(
        "a fingerprint that `understudy laptop-key` prints, 64 hexadecimal digits",
        /^[0-9a-f]{64}$/,
      ),
      "a list of fingerprints that `understudy laptop-key` prints",
      { nonEmpty: true },
    ),
    required: true,
    meaning:
      "The laptops that may join, one at a time: the fingerprint that `understudy laptop-key` prints on each.",
    example: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
  },
  ports: {
    type: record(integer({ min: 1, max: 65_535 }), "ports by name such as { http: 80 }", {
      nonEmpty: true,
    }),
    default: { http: 80 },
    meaning: "The Service's ports that carry HTTP, by their names.",
    example: { http: 80, grpc: 9090 },
  },
  serviceAccount: {
    type: label,
    otherwise: "one of the agent's own",
    meaning:
      "ServiceAccount of the agent's pod: with that of the Service's pods, calls from the laptop have its identity.",
    example: "payments",
  },
  image: {
    type: image,
    default: "node:24-slim",
    meaning: "Image of the agent: any with Node 20.19 or later.",
  },
  pullSecrets: {
    type: list(label, 'a list of Secrets such as ["registry-login"]'),
    default: [],
    meaning: "Secrets of the namespace with logins of private registries.",
    example: ["registry-login"],
  },
  timeout: {
    type: duration,
    default: "10m",
    meaning: "Pulumi's custom timeout for each object.",
  },
} satisfies Section;
