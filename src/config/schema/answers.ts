import { integer, mapping, oneOf } from "../values/kinds.ts";
import type { Section } from "../values/setting.ts";

export const PORTS = {
  service: { type: integer({ min: 1, max: 65535 }), default: 80, meaning: "Port of the Service." },
  container: {
    type: integer({ min: 1024, max: 65535 }),
    default: 8080,
    meaning: "Port of the container, 1024 or above: it does not run as root.",
  },
} satisfies Section;

export const ANSWERS = {
  engine: {
    type: oneOf("understudy", "prism"),
    default: "understudy",
    meaning: "The server: this project's, or stoplight/prism.",
  },
  delivery: {
    type: oneOf("image", "configMap"),
    default: "image",
    meaning:
      "How the document gets into the pod: in an image of its own, or in a ConfigMap (up to 1 MiB, compressed) beside a plain image.",
  },
  ports: { type: mapping(PORTS), meaning: "Ports of the mock." },
} satisfies Section;
