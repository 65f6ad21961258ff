import { list, text, whole } from "../values/kinds.ts";
import { hostOfService, labelledKey } from "../values/routingFormats.ts";
import type { Section } from "../values/setting.ts";

export const REPLACES = {
  host: {
    type: hostOfService,
    otherwise: "the service's own: `name` and `namespace`",
    meaning:
      "The Service whose requests the mock answers. It is a host of a `router`, in this stack or in another one.",
    example: "payments.shop",
  },
  routes: {
    type: list(text(), 'a list of routes such as ["POST /payments"]', { nonEmpty: true }),
    otherwise: "all of the document",
    meaning:
      "The routes that the mock answers, written as in the document. Other requests go to the real service.",
    example: ["POST /payments"],
  },
  when: {
    type: whole({
      key: {
        type: labelledKey,
        required: true,
        meaning: "Route key of these requests.",
        example: "pr-12",
      },
    } satisfies Section),
    otherwise: "everybody's requests",
    meaning: "Which requests the mock answers.",
  },
} satisfies Section;
